"""Where the parts of a click begin, for shares.py: in the framework and in by_hand.py, under one set of names.

These are private names of the framework. Who renames one has to rename it here; tests/test_benchmarks.py says so.
"""

from typing import Final

from benchmarks.shares import DJANGO, Border

CSRF: Final = "CSRF check"
IDENTITY: Final = "identity"
PARSING: Final = "parsing"
VERIFYING: Final = "verifying"
INSTANCE: Final = "instance and state"
ARGUMENTS: Final = "arguments"
HANDLER: Final = "handler"
RENDERING: Final = "rendering"
SIGNING: Final = "signing"
ANSWER: Final = "JSON answer"
TRANSACTION: Final = "transaction"
REPLIES: Final = "reply store"
REST: Final = "the view itself"
PARTS: Final = (
    DJANGO,
    CSRF,
    IDENTITY,
    PARSING,
    VERIFYING,
    INSTANCE,
    ARGUMENTS,
    HANDLER,
    RENDERING,
    SIGNING,
    ANSWER,
    TRANSACTION,
    REPLIES,
    REST,
)

VIEW: Final = "component_framework.adapters.django_views.view"
CORE: Final = "component_framework.core"

SHARED: Final[list[Border]] = [
    (CSRF, "django.middleware.csrf:CsrfViewMiddleware.process_request"),
    (CSRF, "django.middleware.csrf:CsrfViewMiddleware.process_view"),
    (TRANSACTION, "django.db.transaction:Atomic.__enter__"),
    (TRANSACTION, "django.db.transaction:Atomic.__exit__"),
]
COMPONENT: Final[list[Border]] = [
    (REST, "component_framework.adapters.django_views:component_view"),
    (PARSING, f"{VIEW}:_head"),
    (PARSING, f"{VIEW}:_json_body"),
    (CSRF, f"{VIEW}:check_csrf"),
    (IDENTITY, f"{VIEW}:identity_of"),
    (PARSING, f"{CORE}.web:parse_message"),
    (VERIFYING, f"{CORE}.mounting:load_snapshot"),
    (VERIFYING, f"{CORE}.mounting:check_holder"),
    (INSTANCE, f"{CORE}.mounting:instance"),
    (INSTANCE, f"{CORE}.component:Component._load"),
    (INSTANCE, f"{CORE}.state:State.close"),
    (ARGUMENTS, f"{CORE}.component:Component._writes"),
    (ARGUMENTS, f"{CORE}.handlers:Signature.bind"),
    (HANDLER, "benchmarks.counter.by_component:Counter.on_increment"),
    (RENDERING, f"{CORE}.component:Component.render"),
    (RENDERING, f"{CORE}.endpoint:with_attributes"),
    (SIGNING, f"{CORE}.component:Component._snapshot"),
    (ANSWER, f"{CORE}.web:update_answer"),
    (ANSWER, f"{VIEW}:_sent"),
    (REPLIES, f"{CORE}.web:reply_name"),
    (REPLIES, f"{CORE}.replies:MemoryReplyStore.begin"),
    (REPLIES, f"{CORE}.replies:MemoryReplyStore.finish"),
    (REPLIES, f"{CORE}.once:_text"),
]
BY_HAND: Final[list[Border]] = [
    (REST, "benchmarks.counter.by_hand:counter_event"),
    (IDENTITY, "benchmarks.counter.by_hand:owner_of"),
    (PARSING, "benchmarks.counter.by_hand:read"),
    (VERIFYING, "benchmarks.counter.by_hand:opened"),
    (ARGUMENTS, "benchmarks.counter.by_hand:amount_of"),
    (HANDLER, "benchmarks.counter.by_hand:change"),
    (RENDERING, "benchmarks.counter.by_hand:render"),
    (SIGNING, "benchmarks.counter.by_hand:sealed"),
    (ANSWER, "benchmarks.counter.by_hand:answer"),
]
