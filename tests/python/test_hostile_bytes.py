"""Sends noise and damaged requests to every call of a running server: typed answers, and the other sessions go on."""

from __future__ import annotations

import base64
import gzip
import json
import pathlib
import random
import uuid
from typing import Callable

import grpc
import pyspark.sql.connect.proto as pb
import pytest
from google.rpc import error_details_pb2, status_pb2

SERVICE = "/spark.connect.SparkConnectService/"
WIRE = pathlib.Path(__file__).resolve().parents[3] / "shared" / "spark" / "wire" / "pyspark-4.3.jsonl.gz"
LIMIT_SECONDS = 60
ROUNDS = 60

STREAM_IN = {"AddArtifacts"}
STREAM_OUT = {"ExecutePlan", "ReattachExecute"}
METHODS = ["ExecutePlan", "AnalyzePlan", "Config", "AddArtifacts", "ArtifactStatus", "Interrupt", "ReattachExecute", "ReleaseExecute", "ReleaseSession", "FetchErrorDetails", "CloneSession"]


def sound_requests(session: str) -> dict[str, list[bytes]]:
    """Valid requests of each call; of plans only such that read."""
    user = pb.UserContext(user_id="hostile")
    head = {"session_id": session, "user_context": user}
    operation = str(uuid.uuid4())
    relation = pb.Relation(
        filter=pb.Filter(
            input=pb.Relation(range=pb.Range(start=0, end=10, step=1)),
            condition=pb.Expression(
                unresolved_function=pb.Expression.UnresolvedFunction(
                    function_name=">",
                    arguments=[
                        pb.Expression(unresolved_attribute=pb.Expression.UnresolvedAttribute(unparsed_identifier="id")),
                        pb.Expression(literal=pb.Expression.Literal(long=3)),
                    ],
                )
            ),
        )
    )
    query = pb.Relation(sql=pb.SQL(query="SELECT id, 'text' AS s FROM range(3) ORDER BY id"))
    requests = {
        "ExecutePlan": [pb.ExecutePlanRequest(plan=pb.Plan(root=plan), **head) for plan in (relation, query)],
        "AnalyzePlan": [pb.AnalyzePlanRequest(schema=pb.AnalyzePlanRequest.Schema(plan=pb.Plan(root=query)), **head)],
        "Config": [pb.ConfigRequest(operation=pb.ConfigRequest.Operation(get=pb.ConfigRequest.Get(keys=["spark.sql.ansi.enabled"])), **head)],
        "AddArtifacts": [
            pb.AddArtifactsRequest(
                batch=pb.AddArtifactsRequest.Batch(
                    artifacts=[pb.AddArtifactsRequest.SingleChunkArtifact(name="cache/abc", data=pb.AddArtifactsRequest.ArtifactChunk(data=b"some data", crc=1))]
                ),
                **head,
            )
        ],
        "ArtifactStatus": [pb.ArtifactStatusesRequest(names=["cache/abc"], **head)],
        "Interrupt": [pb.InterruptRequest(interrupt_type=pb.InterruptRequest.INTERRUPT_TYPE_ALL, **head)],
        "ReattachExecute": [pb.ReattachExecuteRequest(operation_id=operation, **head)],
        "ReleaseExecute": [pb.ReleaseExecuteRequest(operation_id=operation, release_all=pb.ReleaseExecuteRequest.ReleaseAll(), **head)],
        "ReleaseSession": [pb.ReleaseSessionRequest(**{**head, "session_id": str(uuid.uuid4())})],
        "FetchErrorDetails": [pb.FetchErrorDetailsRequest(error_id=str(uuid.uuid4()), **head)],
        "CloneSession": [pb.ReleaseSessionRequest(**{**head, "session_id": str(uuid.uuid4())})],
    }
    return {method: [message.SerializeToString() for message in messages] for method, messages in requests.items()}


def recorded_requests() -> dict[str, list[bytes]]:
    """What a genuine client sent, without commands: damaged, they would write to places that nobody chose."""
    found: dict[str, list[bytes]] = {}
    if not WIRE.exists():
        return found
    with gzip.open(WIRE, "rt") as lines:
        for line in lines:
            call = json.loads(line)
            method = str(call.get("method", "")).split("/")[-1]
            for text in call.get("requests", []):
                raw = base64.b64decode(text)
                if method == "AnalyzePlan" or (method == "ExecutePlan" and pb.ExecutePlanRequest.FromString(raw).plan.WhichOneof("op_type") == "root"):
                    found.setdefault(method, []).append(raw)
    return found


def damaged(sound: bytes, source: random.Random) -> bytes:
    if not sound:
        return source.randbytes(8)
    data = bytearray(sound)
    for _ in range(source.randint(1, 4)):
        at = source.randrange(len(data))
        kind = source.randrange(6)
        if kind == 0:
            data[at] ^= 1 << source.randrange(8)
        elif kind == 1:
            data[at] = 0xFF
        elif kind == 2:
            data[at : at + 4] = b"\xff\xff\xff\x7f"
        elif kind == 3:
            data = data[: at + 1]
        elif kind == 4:
            data[at:at] = source.randbytes(source.randint(1, 16))
        else:
            data[at : at + 1] = source.choice([b"\x00", b"\x80", b"\xc3", b"\xed\xa0\x80"])
    return bytes(data)


def ask(channel: grpc.Channel, method: str, request: bytes) -> str | None:
    """Sends bytes as they are; returns the condition of the answer, or None for success."""
    same: Callable[[bytes], bytes] = bytes
    try:
        if method in STREAM_IN:
            channel.stream_unary(SERVICE + method, same, same)(iter([request]), timeout=LIMIT_SECONDS)
        elif method in STREAM_OUT:
            for _ in channel.unary_stream(SERVICE + method, same, same)(request, timeout=LIMIT_SECONDS):
                pass
        else:
            channel.unary_unary(SERVICE + method, same, same)(request, timeout=LIMIT_SECONDS)
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.INTERNAL, f"{method}: {error.code()} {error.details()}"
        trailing = dict(error.trailing_metadata())
        status = status_pb2.Status.FromString(trailing["grpc-status-details-bin"])
        info = error_details_pb2.ErrorInfo()
        assert any(detail.Unpack(info) for detail in status.details), f"{method}: no details"
        return info.metadata.get("errorClass") or info.reason
    return None


@pytest.mark.parametrize("method", METHODS)
def test_noise_gets_typed_answers(port: int, spark, method: str) -> None:
    source = random.Random(METHODS.index(method))
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        for number in range(ROUNDS):
            noise = source.randbytes(source.choice([0, 1, 2, 7, 40, 1000, 100_000]))
            assert ask(channel, method, noise) != "INTERNAL_ERROR", f"round {number}: {base64.b64encode(noise[:200])!r}"
    assert spark.range(3).count() == 3


@pytest.mark.parametrize("method", METHODS)
def test_damaged_requests_get_typed_answers(port: int, spark, method: str) -> None:
    source = random.Random(1000 + METHODS.index(method))
    sound = sound_requests(str(uuid.uuid4()))[method] + recorded_requests().get(method, [])
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        for number in range(ROUNDS * (4 if len(sound) > 10 else 1)):
            request = damaged(source.choice(sound), source)
            assert ask(channel, method, request) != "INTERNAL_ERROR", f"round {number}: {base64.b64encode(request)!r}"
    assert spark.range(3).count() == 3
