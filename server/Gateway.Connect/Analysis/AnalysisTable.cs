using System.Collections.Frozen;
using Gateway.Connect.Execution;
using Gateway.Connect.Translation;
using Gateway.Connect.Types;
using Gateway.Core.Errors;
using Kind = Spark.Connect.AnalyzePlanRequest.AnalyzeOneofCase;

namespace Gateway.Connect.Analysis;

/// <summary>Lists what answers each question about a plan.</summary>
internal static class AnalysisTable
{
    /// <summary>The version of Spark whose answers this server gives.</summary>
    public const string SparkVersion = "4.3.0";

    private static readonly FrozenDictionary<Kind, Action<IQueryEngine, Proto.AnalyzePlanRequest, Proto.AnalyzePlanResponse>> _answers = new Dictionary<Kind, Action<IQueryEngine, Proto.AnalyzePlanRequest, Proto.AnalyzePlanResponse>>
    {
        [Kind.Schema] = static (engine, request, response) => response.Schema = new() { Schema_ = TypeWriter.Write(Prepare(engine, request.Schema.Plan).Schema) },
        [Kind.Explain] = static (engine, request, response) => response.Explain = new() { ExplainString = Prepare(engine, request.Explain.Plan).Explain(ModeOf(request.Explain.ExplainMode)) },
        [Kind.TreeString] = static (engine, request, response) => response.TreeString = new()
        {
            TreeString_ = SchemaTree.Print(Prepare(engine, request.TreeString.Plan).Schema, request.TreeString.HasLevel ? request.TreeString.Level : 0),
        },
        [Kind.IsLocal] = static (engine, request, response) => response.IsLocal = new() { IsLocal_ = Prepare(engine, request.IsLocal.Plan).IsLocal },
        [Kind.IsStreaming] = static (engine, request, response) => response.IsStreaming = new() { IsStreaming_ = Prepare(engine, request.IsStreaming.Plan).IsStreaming },
        [Kind.InputFiles] = static (engine, request, response) => response.InputFiles = new() { Files = { Prepare(engine, request.InputFiles.Plan).InputFiles() } },
        [Kind.SparkVersion] = static (_, _, response) => response.SparkVersion = new() { Version = SparkVersion },
        [Kind.DdlParse] = static (engine, request, response) => response.DdlParse = new() { Parsed = TypeWriter.Write(engine.ParseType(request.DdlParse.DdlString)) },
        [Kind.JsonToDdl] = static (engine, request, response) => response.JsonToDdl = new() { DdlString = SchemaDdl.Print(engine.ParseJsonType(request.JsonToDdl.JsonString)) },
        [Kind.SameSemantics] = static (engine, request, response) => response.SameSemantics = new()
        {
            Result = Prepare(engine, request.SameSemantics.TargetPlan).SameSemantics(Prepare(engine, request.SameSemantics.OtherPlan)),
        },
        [Kind.SemanticHash] = static (engine, request, response) => response.SemanticHash = new() { Result = Prepare(engine, request.SemanticHash.Plan).SemanticHash() },
        [Kind.Persist] = static (engine, request, response) => PersistenceAnswers.Persist(engine, request.Persist, response),
        [Kind.Unpersist] = static (engine, request, response) => PersistenceAnswers.Unpersist(engine, request.Unpersist, response),
        [Kind.GetStorageLevel] = static (engine, request, response) => PersistenceAnswers.GetLevel(engine, request.GetStorageLevel, response),
    }.ToFrozenDictionary();

    public static void Answer(IQueryEngine engine, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response)
    {
        if (!_answers.TryGetValue(request.AnalyzeCase, out var answer))
        {
            throw new QueryException("CONNECT_INVALID_PLAN.UNKNOWN_ANALYZE_METHOD", ("other", request.AnalyzeCase.ToString()));
        }
        answer(engine, request, response);
    }

    private static IPreparedQuery Prepare(IQueryEngine engine, Proto.Plan? plan)
    {
        var unpacked = PlanUnpacker.Unpack(plan ?? new());
        return unpacked.OpTypeCase == Proto.Plan.OpTypeOneofCase.Root
            ? engine.Prepare(new Translator(engine).Relation(unpacked.Root), CancellationToken.None)
            : throw InvalidPlan.NotSet(unpacked, "op_type");
    }

    private static ExplainMode ModeOf(Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode mode) => mode switch
    {
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Simple => ExplainMode.Simple,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Extended => ExplainMode.Extended,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Codegen => ExplainMode.Codegen,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Cost => ExplainMode.Cost,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Formatted => ExplainMode.Formatted,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.AnalyzePlanRequest.Explain.explain_mode", mode.ToString(), (int)mode),
    };
}
