from concurrent.futures import ThreadPoolExecutor

from shared_components import TodoList


def listed(todos: TodoList) -> list[str]:
    """The titles, ticked ones with an x."""
    return [f"x {todo.title}" if todo.done else todo.title for todo in todos.todos()]


def ids(todos: TodoList) -> list[int]:
    return [todo.id for todo in todos.todos()]


def test_todos_are_added_renamed_ticked_and_removed() -> None:
    todos = TodoList({"Milk": False, "Tea": True})
    todos.add("Bread")
    milk, tea, bread = ids(todos)
    todos.rename(milk, "Oat milk")
    todos.tick(bread, done=True)
    todos.remove(tea)
    assert listed(todos) == ["Oat milk", "x Bread"]


def test_what_is_gone_may_be_changed_and_removed() -> None:
    todos = TodoList({"Milk": False})
    (milk,) = ids(todos)
    todos.remove(milk)
    todos.rename(milk, "Oat milk")
    todos.tick(milk, done=True)
    todos.remove(milk)
    assert listed(todos) == []


def test_an_id_is_given_once() -> None:
    todos = TodoList({"Milk": False})
    first = ids(todos)
    todos.remove(*first)
    todos.add("Tea")
    assert ids(todos) != first


def test_a_change_leaves_what_was_given_out_as_it_was() -> None:
    todos = TodoList({"Milk": False})
    (milk,) = todos.todos()
    todos.tick(milk.id, done=True)
    assert not milk.done


def test_threads_lose_nothing() -> None:
    todos = TodoList()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(todos.add, map(str, range(2000))))
    assert sorted(listed(todos), key=int) == [str(number) for number in range(2000)]
    assert len(set(ids(todos))) == 2000
