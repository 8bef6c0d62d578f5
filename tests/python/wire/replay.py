"""Replays recorded client traffic against a running server and compares the answers.

Usage: python replay.py --port 15002 --trace FILE.jsonl.gz [--step NAME ...] [--verbose]

Ids that the server makes (session, responses, errors, kept relations, directories) are mapped as they come. Plan text,
timings, metrics, message wording and stack traces differ by nature and are not compared.
"""

from __future__ import annotations

import argparse
import base64
import collections
import gzip
import json
import math
import os
import shutil
import sys
import tempfile
import uuid
from typing import Any, Iterator

os.environ.setdefault("SPARK_CONNECT_MODE_ENABLED", "1")

import grpc
import pyarrow as pa
import pyspark.sql.connect.proto as pb
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2

SERVICE = "/spark.connect.SparkConnectService/"
METHODS = {
    "ExecutePlan": (pb.ExecutePlanRequest, pb.ExecutePlanResponse, "unary_stream"),
    "ReattachExecute": (pb.ReattachExecuteRequest, pb.ExecutePlanResponse, "unary_stream"),
    "AnalyzePlan": (pb.AnalyzePlanRequest, pb.AnalyzePlanResponse, "unary_unary"),
    "Config": (pb.ConfigRequest, pb.ConfigResponse, "unary_unary"),
    "AddArtifacts": (pb.AddArtifactsRequest, pb.AddArtifactsResponse, "stream_unary"),
    "ArtifactStatus": (pb.ArtifactStatusesRequest, pb.ArtifactStatusesResponse, "unary_unary"),
    "Interrupt": (pb.InterruptRequest, pb.InterruptResponse, "unary_unary"),
    "ReleaseExecute": (pb.ReleaseExecuteRequest, pb.ReleaseExecuteResponse, "unary_unary"),
    "ReleaseSession": (pb.ReleaseSessionRequest, pb.ReleaseSessionResponse, "unary_unary"),
    "FetchErrorDetails": (pb.FetchErrorDetailsRequest, pb.FetchErrorDetailsResponse, "unary_unary"),
}
# Steps whose answers need what the server does not offer yet, by prefix.
NOT_YET = (
    "udf", "pandas", "map-in", "apply-", "cogroup", "udtf", "stream-", "ml-", "merge-into", "write-csv", "write-json",
    "save-as-table", "cache", "checkpoint", "stat", "describe-summary", "sample-split", "pivot", "unpivot", "rollup-cube",
    "lateral-join", "catalog",
)
# Answers that are text of the server's own making.
FREE_TEXT = {"explain", "explain-modes"}


def read_trace(path: str) -> list[tuple[str, list[dict[str, Any]]]]:
    steps: collections.OrderedDict[str, list[dict[str, Any]]] = collections.OrderedDict()
    with gzip.open(path, "rt") as lines:
        for line in lines:
            call = json.loads(line)
            steps.setdefault(call["step"], []).append(call)
    return list(steps.items())


def strings(message: Message) -> Iterator[tuple[Message, FieldDescriptor, str]]:
    """Yields every text in a message with its place."""
    for field, value in message.ListFields():
        repeated = field.is_repeated if hasattr(field, "is_repeated") else field.label == FieldDescriptor.LABEL_REPEATED
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            if field.message_type.GetOptions().map_entry:
                entry = field.message_type.fields_by_name["value"]
                if entry.type == FieldDescriptor.TYPE_MESSAGE:
                    for item in value.values():
                        yield from strings(item)
                elif entry.type == FieldDescriptor.TYPE_STRING:
                    for key in list(value):
                        yield value, key, value[key]
            elif repeated:
                for item in value:
                    yield from strings(item)
            else:
                yield from strings(value)
        elif field.type == FieldDescriptor.TYPE_STRING:
            if repeated:
                for index, item in enumerate(value):
                    yield value, index, item
            else:
                yield message, field, value


def replace_strings(message: Message, mapping: dict[str, str]) -> None:
    for owner, place, text in list(strings(message)):
        changed = text
        for old, new in mapping.items():
            changed = changed.replace(old, new)
        if changed != text:
            if isinstance(place, FieldDescriptor):
                setattr(owner, place.name, changed)
            else:
                owner[place] = changed


def rows_of(batches: list[bytes]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for data in batches:
        table = pa.ipc.open_stream(data).read_all()
        columns = [plain(column) for column in table.columns]
        rows.extend(zip(*columns) if columns else [()] * table.num_rows)
    return rows


def plain(column: pa.ChunkedArray) -> list[Any]:
    try:
        return column.to_pylist()
    except (NotImplementedError, pa.ArrowException):
        return [repr(value) for value in column]


def chunks_to_batches(responses: list[Message]) -> list[bytes]:
    batches: list[bytes] = []
    pending = b""
    for response in responses:
        if response.HasField("arrow_batch"):
            batch = response.arrow_batch
            pending += batch.data
            if batch.num_chunks_in_batch <= batch.chunk_index + 1:
                batches.append(pending)
                pending = b""
    return batches


def same_value(left: Any, right: Any) -> bool:
    if isinstance(left, float) and isinstance(right, float):
        return left == right or (math.isnan(left) and math.isnan(right)) or math.isclose(left, right, rel_tol=1e-9)
    if isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
        return len(left) == len(right) and all(map(same_value, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_value(left[key], right[key]) for key in left)
    return left == right


def same_rows(left: list[Any], right: list[Any]) -> bool:
    if same_value(left, right):
        return True
    return same_value(sorted(left, key=repr), sorted(right, key=repr))


def kinds(responses: list[Message]) -> list[str]:
    """The kinds of payload in order; batches count once, timings and metrics not at all."""
    found: list[str] = []
    for response in responses:
        kind = response.WhichOneof("response_type") or ""
        if kind in ("execution_progress",):
            continue
        if response.HasField("schema"):
            kind = "schema"
        elif len(response.observed_metrics):
            kind = "observed_metrics"
        elif not kind:
            continue
        if not found or found[-1] != kind or kind != "arrow_batch":
            found.append(kind)
    return found


def error_info(details: bytes) -> dict[str, Any]:
    status = status_pb2.Status.FromString(details)
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            metadata = dict(info.metadata)
            metadata.pop("errorId", None)
            metadata.pop("stackTrace", None)
            metadata["reason"] = info.reason
            return metadata
    return {}


class Replay:
    def __init__(self, address: str) -> None:
        self.channel = grpc.insecure_channel(address, options=[("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)])
        self.mapping: dict[str, str] = {}
        self.session = str(uuid.uuid4())
        self.observed = ""
        self.directory = tempfile.mkdtemp(prefix="gateway-replay-")

    def close(self) -> None:
        self.channel.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def call(self, call: dict[str, Any]) -> list[str]:
        """Replays one call and returns what differs."""
        method = call["method"].split("/")[-1]
        request_type, response_type, kind = METHODS[method]
        requests = [request_type.FromString(base64.b64decode(text)) for text in call["requests"]]
        recorded = [response_type.FromString(base64.b64decode(text)) for text in call["responses"]]
        for request in requests:
            self.adapt(request)
        code, details, responses = self.send(method, request_type, response_type, kind, requests)
        self.learn(recorded, responses)
        if method == "ReleaseExecute":
            return []
        expected_code = call["code"] if isinstance(call["code"], str) else grpc.StatusCode(call["code"]).name
        if code != expected_code:
            text = status_pb2.Status.FromString(details).message if details else ""
            return [f"{method}: code {code} for {expected_code} {text[:300]}"]
        if code != "OK":
            trailers = dict(call.get("trailers") or [])
            return self.compare_errors(method, error_info(base64.b64decode(trailers.get("grpc-status-details-bin", ""))), details)
        return self.compare(method, call["step"], recorded, responses)

    def adapt(self, request: Message) -> None:
        old = request.session_id
        if old:
            self.mapping.setdefault(old, self.session if not self.mapping else str(uuid.uuid4()))
            request.session_id = self.mapping[old]
        if "client_observed_server_side_session_id" in request.DESCRIPTOR.fields_by_name:
            request.ClearField("client_observed_server_side_session_id")
        request.user_context.user_id = "replay"
        replace_strings(request, self.mapping)

    def send(self, method, request_type, response_type, kind, requests):
        stub = getattr(self.channel, kind)(SERVICE + method, request_type.SerializeToString, response_type.FromString)
        responses: list[Message] = []
        try:
            if kind == "unary_stream":
                for response in stub(requests[0], timeout=60):
                    responses.append(response)
            elif kind == "stream_unary":
                responses.append(stub(iter(requests), timeout=60))
            else:
                responses.append(stub(requests[0], timeout=60))
            return "OK", b"", responses
        except grpc.RpcError as error:
            self.last_error = error
            details = next((value for key, value in error.trailing_metadata() or () if key == "grpc-status-details-bin"), b"")
            if details:
                for detail in status_pb2.Status.FromString(details).details:
                    info = error_details_pb2.ErrorInfo()
                    if detail.Unpack(info):
                        self.last_error_id = info.metadata.get("errorId", "")
            return error.code().name, details, responses

    def learn(self, recorded: list[Message], responses: list[Message]) -> None:
        for old, new in zip(recorded, responses):
            for field in ("server_side_session_id", "new_session_id"):
                if field in old.DESCRIPTOR.fields_by_name and getattr(old, field):
                    self.mapping[getattr(old, field)] = getattr(new, field)
        old_ids = [r.response_id for r in recorded if "response_id" in r.DESCRIPTOR.fields_by_name]
        new_ids = [r.response_id for r in responses if "response_id" in r.DESCRIPTOR.fields_by_name]
        for index, old_id in enumerate(old_ids):
            if new_ids:
                self.mapping[old_id] = new_ids[min(index, len(new_ids) - 1)]
        for old, new in zip(*[[r for r in side if isinstance(r, pb.ExecutePlanResponse) and r.HasField("checkpoint_command_result")] for side in (recorded, responses)]):
            self.mapping[old.checkpoint_command_result.relation.relation_id] = new.checkpoint_command_result.relation.relation_id

    def learn_error(self, call: dict[str, Any]) -> None:
        trailers = dict(call.get("trailers") or [])
        if "grpc-status-details-bin" not in trailers:
            return
        for detail in status_pb2.Status.FromString(base64.b64decode(trailers["grpc-status-details-bin"])).details:
            info = error_details_pb2.ErrorInfo()
            if detail.Unpack(info) and info.metadata.get("errorId"):
                self.mapping[info.metadata["errorId"]] = getattr(self, "last_error_id", "")

    def compare_errors(self, method: str, expected: dict[str, Any], details: bytes) -> list[str]:
        actual = error_info(details)
        for old, new in self.mapping.items():
            expected = {key: value.replace(old, new) for key, value in expected.items()}
        if "messageParameters" in expected:
            for side in (expected, actual):
                side["messageParameters"] = json.loads(side.get("messageParameters", "{}"))
        return [f"{method}: {key} {actual.get(key)!r} for {expected.get(key)!r}" for key in sorted({*expected, *actual}) if actual.get(key) != expected.get(key)]

    def compare(self, method: str, step: str, recorded: list[Message], responses: list[Message]) -> list[str]:
        for message in recorded:
            replace_strings(message, {old: new for old, new in self.mapping.items() if old.startswith("/")})
        if method in ("ExecutePlan", "ReattachExecute"):
            return self.compare_results(recorded, responses)
        old, new = recorded[0], responses[0]
        differences: list[str] = []
        if method == "Config":
            if step == "conf-get-all":
                return []
            if list(old.pairs) != list(new.pairs):
                differences.append(f"Config: {[(p.key, p.value) for p in new.pairs]} for {[(p.key, p.value) for p in old.pairs]}")
        elif method == "AnalyzePlan":
            kind = old.WhichOneof("result")
            if kind != new.WhichOneof("result"):
                differences.append(f"AnalyzePlan: {new.WhichOneof('result')} for {kind}")
            elif kind == "input_files":
                if len(old.input_files.files) != len(new.input_files.files):
                    differences.append(f"input_files: {new.input_files.files} for {old.input_files.files}")
            elif kind not in ("explain", "semantic_hash") and getattr(old, kind) != getattr(new, kind):
                differences.append(f"AnalyzePlan.{kind}: {getattr(new, kind)} for {getattr(old, kind)}")
        elif method == "FetchErrorDetails":
            differences.extend(compare_details(old, new))
        elif method == "ArtifactStatus":
            if {k: v.exists for k, v in old.statuses.items()} != {k: v.exists for k, v in new.statuses.items()}:
                differences.append("ArtifactStatus differs")
        elif method == "AddArtifacts":
            if list(old.artifacts) != list(new.artifacts):
                differences.append(f"AddArtifacts: {new.artifacts} for {old.artifacts}")
        elif method == "Interrupt":
            if len(old.interrupted_ids) != len(new.interrupted_ids):
                differences.append(f"Interrupt: {new.interrupted_ids} for {old.interrupted_ids}")
        return differences

    def compare_results(self, recorded: list[Message], responses: list[Message]) -> list[str]:
        differences: list[str] = []
        if kinds(recorded) != kinds(responses):
            differences.append(f"kinds {kinds(responses)} for {kinds(recorded)}")
        old_schema = [r.schema for r in recorded if r.HasField("schema")]
        new_schema = [r.schema for r in responses if r.HasField("schema")]
        if old_schema != new_schema:
            differences.append(f"schema {new_schema} for {old_schema}")
        old_batches, new_batches = chunks_to_batches(recorded), chunks_to_batches(responses)
        if old_batches and new_batches:
            old_arrow, new_arrow = (pa.ipc.open_stream(side[0]).schema for side in (old_batches, new_batches))
            if not old_arrow.equals(new_arrow, check_metadata=True):
                differences.append(f"Arrow schema {new_arrow} for {old_arrow}")
            old_rows, new_rows = rows_of(old_batches), rows_of(new_batches)
            if not same_rows(old_rows, new_rows):
                differences.append(f"rows {new_rows[:8]} for {old_rows[:8]}")
        for old, new in zip(*[[r for r in side if r.HasField("sql_command_result")] for side in (recorded, responses)]):
            left, right = old.sql_command_result.relation, new.sql_command_result.relation
            if left.WhichOneof("rel_type") != right.WhichOneof("rel_type"):
                differences.append(f"sql_command_result {right.WhichOneof('rel_type')} for {left.WhichOneof('rel_type')}")
            elif left.HasField("local_relation") and not same_rows(rows_of([left.local_relation.data]), rows_of([right.local_relation.data])):
                differences.append(f"command rows {rows_of([right.local_relation.data])} for {rows_of([left.local_relation.data])}")
        old_observed = [m for r in recorded for m in r.observed_metrics]
        new_observed = [m for r in responses for m in r.observed_metrics]
        if [(m.name, list(m.keys), list(m.values)) for m in old_observed] != [(m.name, list(m.keys), list(m.values)) for m in new_observed]:
            differences.append(f"observed {new_observed} for {old_observed}")
        return differences


def compare_details(old: Message, new: Message) -> list[str]:
    if len(new.errors) == 0:
        return ["FetchErrorDetails: no errors"]
    differences = []
    left, right = old.errors[old.root_error_idx], new.errors[new.root_error_idx]
    if list(left.error_type_hierarchy) != list(right.error_type_hierarchy):
        differences.append(f"hierarchy {list(right.error_type_hierarchy)} for {list(left.error_type_hierarchy)}")
    for field in ("error_class", "sql_state", "message_parameters"):
        if getattr(left.spark_throwable, field) != getattr(right.spark_throwable, field):
            differences.append(f"{field} {getattr(right.spark_throwable, field)} for {getattr(left.spark_throwable, field)}")
    if list(left.spark_throwable.query_contexts) != list(right.spark_throwable.query_contexts):
        differences.append(f"contexts {right.spark_throwable.query_contexts} for {left.spark_throwable.query_contexts}")
    return differences


def replay(address: str, trace: str, only: list[str] | None = None) -> dict[str, list[str]]:
    """Replays a trace; returns the differences of each step."""
    session = Replay(address)
    results: dict[str, list[str]] = {}
    try:
        set_zone(session, trace)
        for step, calls in read_trace(trace):
            if only and step not in only:
                continue
            differences: list[str] = []
            for call in calls:
                if call["method"].split("/")[-1] not in METHODS:
                    continue
                map_directories(session, call)
                session.learn_error_pending = call
                try:
                    differences.extend(session.call(call))
                except grpc.RpcError as error:
                    differences.append(str(error))
                session.learn_error(call)
            results[step] = differences
    finally:
        session.close()
    return results


def map_directories(session: Replay, call: dict[str, Any]) -> None:
    """Finds the recording's temporary directory in requests and maps it to ours."""
    for text in call["requests"]:
        raw = base64.b64decode(text)
        start = raw.find(b"/tmp/golden")
        if start >= 0:
            end = start + len(b"/tmp/golden")
            while end < len(raw) and (raw[end : end + 1].isalnum() or raw[end : end + 1] == b"_"):
                end += 1
            session.mapping.setdefault(raw[start:end].decode(), session.directory)


def set_zone(session: Replay, trace: str) -> None:
    """The recorded server ran in Los Angeles."""
    first = read_trace(trace)[0][1][0]
    method = first["method"].split("/")[-1]
    recorded = METHODS[method][0].FromString(base64.b64decode(first["requests"][0])).session_id
    session.mapping[recorded] = session.session
    request = pb.ConfigRequest(session_id=session.session)
    request.user_context.user_id = "replay"
    request.operation.set.pairs.add(key="spark.sql.session.timeZone", value="America/Los_Angeles")
    session.send("Config", pb.ConfigRequest, pb.ConfigResponse, "unary_unary", [request])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=15002)
    parser.add_argument("--trace", required=True)
    parser.add_argument("--step", action="append")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    results = replay(f"127.0.0.1:{options.port}", options.trace, options.step)
    failed = 0
    for step, differences in results.items():
        late = step.startswith(NOT_YET)
        if differences and not late:
            failed += 1
        if differences and (options.verbose or not late):
            print(f"{'later' if late else 'FAIL '} {step}")
            for difference in differences[: 10 if options.verbose else 2]:
                print("      ", difference if options.verbose else difference[:400])
    wanted = sum(1 for step in results if not step.startswith(NOT_YET))
    print(f"{wanted - failed} of {wanted} wanted steps equal; {sum(1 for d in results.values() if not d)} of {len(results)} in all")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
