"""What other rooms may use of access.

Who acts: ``request.actor`` on a page (the middleware puts it there), ``system(name)`` in a command or a job.
Which rows: ``ScopedQuerySet``. Which pages: the three marks ``needs``, ``signed_in`` and ``open_to_all``.

Doors that write: ``give_grant``, ``end_grant``, ``create_account``, ``disable_account``; ``move_reach`` for
the room that moves units (call it inside the move's transaction); ``link_to_persons`` registers, from above,
how a verified national number finds a person's record; ``name_branches`` what branches are called.

``prepare_demo(persons=[DemoPerson(role, path, name, about, person), …], actor=system("nation"), at=at)``
makes the ready-made persons of ``/demo``: one a role, each ``person`` used once, refused unless
``settings.DEMO``. Whoever builds the country calls it; again, it changes them to the new persons.
"""

from khuevan.access.contracts import Permission
from khuevan.access.linking import link_to_persons, name_branches
from khuevan.access.marks import (
    Request,
    act_by_key,
    actor_of,
    beyond_reach,
    everywhere,
    needs,
    offices_of,
    open_to_all,
    reaching,
    signed_in,
    system,
)
from khuevan.access.scoping import OutOfReach, ScopedQuerySet, Unscoped
from khuevan.access.selectors import Office, account_named, accounts_of_persons, actor_names, own_grants
from khuevan.access.services import (
    create_account,
    disable_account,
    end_grant,
    give_grant,
    move_reach,
    prepare_demo,
)
from khuevan_kernel.actor import NOBODY, Actor

__all__ = [
    "Actor", "NOBODY", "Office", "OutOfReach", "Permission", "Request", "ScopedQuerySet", "Unscoped",
    "account_named", "accounts_of_persons", "act_by_key", "actor_names", "actor_of", "beyond_reach",
    "create_account", "disable_account", "end_grant", "everywhere", "give_grant", "link_to_persons",
    "move_reach", "name_branches", "needs", "offices_of", "open_to_all", "own_grants", "prepare_demo",
    "reaching", "signed_in", "system",
]  # fmt: skip
