"""The command line, ``khuevan …``: rooms add commands; ``--json`` prints one object as the last line."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

import click

from khuevan_home import Home, Trouble
from khuevan_kernel.law import Refusal

DISK_FAILS = {errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS}
ROOM_COMMANDS = {
    "exams": "khuevan.exams.commands:exams",
    "exchange": "khuevan.exchange.commands:exchange",
    "higher": "khuevan.higher.commands:higher",
    "intake": "khuevan.intake.commands:intake",
    "nation": "khuevan.nation.commands:nation",
    "org": "khuevan.org.commands:org",
    "population": "khuevan.population.commands:population",
    "quality": "khuevan.quality.commands:quality",
    "access": "khuevan.access.commands:access",
    "reports": "khuevan.reports.commands:reports",
    "resources": "khuevan.resources.commands:resources",
    "people": "khuevan.people.commands:people",
    "review": "khuevan.operations.commands:review",
}
HOME_COMMANDS = {
    "journal": "khuevan.journal.commands:journal",  # opens the house itself: receipts are checked without one
    "demo": "khuevan.config.commands:demo",
    "doctor": "khuevan.config.commands:doctor",
    "migrate": "khuevan.config.commands:migrate",
    "serve": "khuevan.config.commands:serve",
    "worker": "khuevan.config.commands:worker",
    "stop": "khuevan.config.commands:stop",
}


# Said here, so that --help works where the database, or a room, does not start.
WORDS = {
    "access": "Tài khoản và vai trò. Accounts and roles.",
    "demo": "Chạy thử với một đất nước giả lập. Serve a synthetic country.",
    "doctor": "Khám bản cài và chỉ cách sửa. What is wrong, and how to mend it.",
    "exams": "Kết quả thi. Exam results.",
    "exchange": "Gói bản ghi và khóa thử nghiệm. Record envelopes and a sandbox.",
    "higher": "Giáo dục đại học: chốt năm, chuẩn. Higher education: the year, the standard.",
    "intake": "Nhập dữ liệu hàng loạt. Bulk ways in and out.",
    "journal": "Nhật ký tự chứng minh. The log that proves itself.",
    "migrate": "Nâng cơ sở dữ liệu. Bring the database to this version.",
    "nation": "Đất nước giả lập. The synthetic country.",
    "org": "Đơn vị và địa bàn. Units and territory.",
    "reports": "Báo cáo của năm học. Reports of the school year.",
    "population": "Đối chiếu dữ liệu dân cư. Checks against the population database.",
    "resources": "Cơ sở vật chất, định mức giáo viên. Premises, and teachers due.",
    "people": "Hồ sơ người, hồ sơ trùng. Persons, and records that stand for one.",
    "quality": "Chất lượng dữ liệu. The quality of data.",
    "review": "Báo cáo sáu tháng. The six-month review.",
    "serve": "Chạy trang web và việc nền. Serve the site and its worker.",
    "stop": "Dừng cơ sở dữ liệu. Stop the embedded database.",
    "worker": "Chạy việc nền. Run background work alone.",
}


class _Commands(click.Group):
    """Loads a command when it is called, so that ``khuevan doctor`` works where nothing else does."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(ROOM_COMMANDS | HOME_COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, WORDS[name]) for name in self.list_commands(ctx)])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        place = (ROOM_COMMANDS | HOME_COMMANDS).get(name)
        if place is None:
            return None
        if name in ROOM_COMMANDS:
            open_the_house()
            import_module("khuevan.config.commands").migrate_when_new()
        module, attribute = place.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def open_the_house() -> None:
    """Start Django: the database, the settings and the rooms."""
    import django  # noqa: PLC0415  slow, and not wanted where the database does not start

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuevan.config.settings")
    django.setup()


@click.group(cls=_Commands)
@click.version_option(package_name="khuevan")
@click.pass_context
def khuevan(context: click.Context) -> None:
    """Khuê Văn, nền tảng giáo dục quốc gia. The national education platform, run from here.

    \b
    khuevan demo      một đất nước giả lập tại http://127.0.0.1:8000  a synthetic country
    khuevan migrate   rồi serve: một bản cài thật                     then serve: an installation
    khuevan doctor    có gì hỏng, sửa thế nào                         what is wrong, how to mend it

    \b
    KHUEVAN_HOME      thư mục dữ liệu (mặc định ./var)                where its data lives
    KHUEVAN_PORT      cổng của trang (mặc định 8000)                  the port of the site
    DATABASE_URL      máy chủ PostgreSQL ≥ 15 có sẵn                  an existing server instead
    """
    context.obj = open_the_house


def main() -> None:
    """Run the command line; trouble and refusals are told in both languages, without a traceback."""
    try:
        khuevan()
    except Trouble as trouble:
        click.echo(trouble.vi, err=True)
        click.echo(trouble.en, err=True)
        sys.exit(1)
    except Refusal as refusal:
        _tell(refusal)
        sys.exit(1)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in DISK_FAILS:
            click.echo(
                f"Đĩa không ghi được ({error.strerror}). Phần dở dang không tính; hãy xem đĩa rồi chạy lại.",
                err=True,
            )
            click.echo(
                f"The disk does not take it ({error.strerror}). What was unfinished does not count; mend"
                " the disk, then run this again.",
                err=True,
            )
            sys.exit(1)
        said = _lost(error)
        if said is None:
            raise
        click.echo(
            f"Cơ sở dữ liệu ngừng giữa chừng ({said}). Phần dở dang không tính; hãy chạy lại.", err=True
        )
        click.echo(
            f"The database gave up halfway ({said}). What was unfinished does not count; run this again.",
            err=True,
        )
        sys.exit(1)


def _lost(error: Exception) -> str | None:
    """What the database said when it was lost (killed, stopped, full); ``None`` for another trouble."""
    import psycopg  # noqa: PLC0415  slow, and --help works without

    for one in (error, error.__cause__):
        if isinstance(one, psycopg.OperationalError):
            return str(one).split("\n", 1)[0]
    return None


def _tell(refusal: Refusal) -> None:
    from django.utils.formats import localize  # noqa: PLC0415  whatever refuses has opened the house
    from django.utils.translation import gettext, override  # noqa: PLC0415

    for language in ("vi", "en"):
        with override(language):
            click.echo(" ".join(refusal.told(gettext, localize)), err=True)


def home() -> Home:
    """The home that the command line works on."""
    return Home.from_environment()


if __name__ == "__main__":
    main()
