"""The rules of the house that no linter knows. Every room is held to all of them."""

import ast
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

SOURCE = Path(__file__).parents[2] / "src"
STRATA = [room.removeprefix("khuevan.") for room in settings.ROOMS]  # from the ground up
ROOMS = [room.removeprefix("khuevan.") for room in settings.ROOMS]
DOORS = {"public", "contracts"}


@pytest.fixture(scope="session")
def graph():
    return grimp.build_graph("khuevan", cache_dir=None)


def room_of(module: str) -> str:
    return (module.split(".") + [""])[1]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_entered_by_its_door(graph, room):
    entered = {
        (importer, imported)
        for imported in graph.find_descendants(f"khuevan.{room}")
        for importer in graph.find_modules_that_directly_import(imported)
        if room_of(importer) not in {room, "config"} and ".tests" not in importer
    }

    assert {(a, b) for a, b in entered if b.split(".")[2] not in DOORS} == set()


@pytest.mark.parametrize("room", ROOMS)
def test_foreign_keys_point_down(room):
    models = apps.get_app_config(room).get_models()
    keys = [
        field
        for model in models
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete
    ]

    assert [k for k in keys if STRATA.index(k.related_model._meta.app_label) > STRATA.index(room)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_write_is_recorded(room):
    home = SOURCE / "khuevan" / room
    functions = {
        node.name: node
        for file in [*home.glob("services.py"), *home.glob("services/*.py")]
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef)
    }

    door = home / "services" / "__init__.py"
    public = {*functions} if not door.exists() else names_imported(door)
    writes = [functions[name] for name in public & {*functions} if is_write(functions[name])]

    def recorded(function, seen=frozenset()):
        if calls(function, "record"):
            return True
        own = [f for name, f in functions.items() if name not in seen and calls(function, name)]
        return any(recorded(f, seen | {function.name}) for f in own)

    assert [write.name for write in writes if not recorded(write)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_rows_are_touched_only_by_services_and_selectors(room):
    touching = {
        file.relative_to(SOURCE / "khuevan" / room).parts[0].removesuffix(".py")  # a module or its package
        for file in (SOURCE / "khuevan" / room).rglob("*.py")
        if "tests" not in file.parts and "migrations" not in file.parts
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "objects"
    }

    assert touching <= {"services", "selectors", "models", "public"}


@pytest.mark.parametrize("room", ROOMS)
def test_the_clock_is_read_only_at_the_edge(room):
    edge = {"commands", "commands.py", "tasks", "tasks.py"}
    reading = [
        file.name
        for file in (SOURCE / "khuevan" / room).rglob("*.py")
        if "tests" not in file.parts and not edge & set(file.parts)
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"now", "today", "utcnow"}
    ]

    assert reading == []


def names_imported(file: Path) -> set[str]:
    nodes = ast.parse(file.read_text()).body
    return {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}


def is_write(function: ast.FunctionDef) -> bool:
    arguments = {argument.arg for argument in function.args.args + function.args.kwonlyargs}
    return {"actor", "at"} <= arguments and not function.name.startswith(("_", "preview_"))


def calls(function: ast.FunctionDef, name: str) -> bool:
    return any(isinstance(n, ast.Call) and getattr(n.func, "id", "") == name for n in ast.walk(function))


def test_every_table_of_persons_has_its_second_wall(db):
    tables = {"people_person"} | {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is apps.get_model("people", "Person")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        walled = {name for (name,) in cursor.fetchall()}

    assert len(tables) >= 9
    assert tables - walled == set()
