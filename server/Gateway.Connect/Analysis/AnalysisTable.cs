using System.Collections.Frozen;
using Gateway.Connect.Execution;
using Gateway.Connect.Translation;
using Gateway.Connect.Types;
using Gateway.Core.Errors;
using Gateway.Engine.Explaining;
using Gateway.Engine.Showing;
using Kind = Spark.Connect.AnalyzePlanRequest.AnalyzeOneofCase;

namespace Gateway.Connect.Analysis;

/// <summary>Lists what answers each question about a plan.</summary>
internal static class AnalysisTable
{
    /// <summary>The version of Spark whose answers this server gives.</summary>
    public const string SparkVersion = "4.3.0";

    private static readonly FrozenDictionary<Kind, Action<AnalysisContext, Proto.AnalyzePlanRequest, Proto.AnalyzePlanResponse>> _answers = new Dictionary<Kind, Action<AnalysisContext, Proto.AnalyzePlanRequest, Proto.AnalyzePlanResponse>>
    {
        [Kind.Schema] = static (context, request, response) => response.Schema = new() { Schema_ = TypeWriter.Write(context.Prepare(request.Schema.Plan).Schema) },
        [Kind.Explain] = static (context, request, response) => response.Explain = new() { ExplainString = Explain(context, request.Explain) },
        [Kind.TreeString] = static (context, request, response) => response.TreeString = new()
        {
            TreeString_ = SchemaTree.Print(context.Prepare(request.TreeString.Plan).Schema, request.TreeString.HasLevel ? request.TreeString.Level : 0),
        },
        [Kind.IsLocal] = static (context, request, response) => response.IsLocal = new() { IsLocal_ = IsLocal(context, request.IsLocal.Plan) },
        [Kind.IsStreaming] = static (context, request, response) => response.IsStreaming = new() { IsStreaming_ = context.Prepare(request.IsStreaming.Plan).IsStreaming },
        [Kind.InputFiles] = static (context, request, response) => response.InputFiles = new() { Files = { InputFiles.Of(context.Prepare(request.InputFiles.Plan).Plan) } },
        [Kind.SparkVersion] = static (_, _, response) => response.SparkVersion = new() { Version = SparkVersion },
        [Kind.DdlParse] = static (context, request, response) => response.DdlParse = new() { Parsed = TypeWriter.Write(context.Host.ParseType(request.DdlParse.DdlString)) },
        [Kind.JsonToDdl] = static (context, request, response) => response.JsonToDdl = new() { DdlString = SchemaDdl.Print(context.Host.ParseJsonType(request.JsonToDdl.JsonString)) },
        [Kind.SameSemantics] = static (context, request, response) => response.SameSemantics = new()
        {
            Result = context.Identity(context.Prepare(request.SameSemantics.TargetPlan).Plan) == context.Identity(context.Prepare(request.SameSemantics.OtherPlan).Plan),
        },
        [Kind.SemanticHash] = static (context, request, response) => response.SemanticHash = new() { Result = Hash(context.Identity(context.Prepare(request.SemanticHash.Plan).Plan)) },
        [Kind.Persist] = static (context, request, response) => PersistenceAnswers.Persist(context, request.Persist, response),
        [Kind.Unpersist] = static (context, request, response) => PersistenceAnswers.Unpersist(context, request.Unpersist, response),
        [Kind.GetStorageLevel] = static (context, request, response) => PersistenceAnswers.GetLevel(context, request.GetStorageLevel, response),
    }.ToFrozenDictionary();

    public static void Answer(AnalysisContext context, Proto.AnalyzePlanRequest request, Proto.AnalyzePlanResponse response)
    {
        if (!_answers.TryGetValue(request.AnalyzeCase, out var answer))
        {
            throw new QueryException("CONNECT_INVALID_PLAN.UNKNOWN_ANALYZE_METHOD", ("other", request.AnalyzeCase.ToString()));
        }
        answer(context, request, response);
    }

    /// <summary>Tells whether the rows are here before anything runs: rows of the client, or a command's result.</summary>
    private static bool IsLocal(AnalysisContext context, Proto.Plan? plan)
    {
        var query = context.Prepare(plan);
        return query.IsLocal || PlanUnpacker.Unpack(plan!).Root.RelTypeCase is Proto.Relation.RelTypeOneofCase.LocalRelation
            or Proto.Relation.RelTypeOneofCase.CachedLocalRelation or Proto.Relation.RelTypeOneofCase.ChunkedCachedLocalRelation;
    }

    private static string Explain(AnalysisContext context, Proto.AnalyzePlanRequest.Types.Explain request)
    {
        var unpacked = PlanUnpacker.Unpack(request.Plan ?? new());
        if (unpacked.OpTypeCase != Proto.Plan.OpTypeOneofCase.Root)
        {
            throw InvalidPlan.NotSet(unpacked, "op_type");
        }
        var parsed = context.Translator.Relation(unpacked.Root);
        return ExplainText.Print(parsed, context.Session.Prepare(parsed), FormOf(request.ExplainMode));
    }

    private static ExplainForm FormOf(Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode mode) => mode switch
    {
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Simple => ExplainForm.Simple,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Extended => ExplainForm.Extended,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Codegen => ExplainForm.Codegen,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Cost => ExplainForm.Cost,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Formatted => ExplainForm.Formatted,
        Proto.AnalyzePlanRequest.Types.Explain.Types.ExplainMode.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.AnalyzePlanRequest.Explain.explain_mode", mode.ToString(), (int)mode),
    };

    /// <summary>Hashes a text the same way in every process.</summary>
    private static int Hash(string text)
    {
        int hash = 17;
        foreach (char c in text)
        {
            hash = unchecked((hash * 31) + c);
        }
        return hash;
    }
}
