"""What the doctor takes for an illness."""

from khuevan.config import doctoring
from khuevan_home import Home


def of_the_keys(home):
    return [one.state for one in doctoring.examine(home) if one.check == "keys"]


def test_published_keys_are_no_fault_and_a_private_one_that_others_can_read_is(tmp_path):
    home = Home(tmp_path)
    home.secret("django")
    for name, mode in (("log-keys.json", 0o644), ("log.lock", 0o644), ("log-1.pem", 0o600)):
        (home.keys / name).touch(mode)
    healthy = of_the_keys(home)

    (home.keys / "log-1.pem").chmod(0o644)

    assert (healthy, of_the_keys(home)) == (["ok"], ["bad"])
