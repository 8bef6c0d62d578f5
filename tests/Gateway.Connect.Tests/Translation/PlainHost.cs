using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Tests.Translation;

/// <summary>Stands for the session where only the shape of translations is tested: texts become single leaves.</summary>
internal sealed class PlainHost : ITranslationHost
{
    public EvaluationMode DefaultMode => EvaluationMode.Ansi;
    public string SessionId => "session";
    public Expression ParseExpression(string text) => new UnresolvedAttribute([text]);
    public ImmutableArray<string> ParseName(string text) => AttributeName.Parse(text);
    public DataType ParseType(string text) => StringType.Instance;
    public DataType ParseDataType(string text) => StringType.Instance;
    public DataType ParseSchema(string text) => StructType.Empty;
    public LogicalPlan ParseSql(string text, IReadOnlyDictionary<string, Expression> named, ImmutableArray<Expression> positional) => new OneRowRelation();
    public byte[]? ReadCached(string hash) => null;
    public LogicalPlan ReadArrow(IReadOnlyList<ReadOnlyMemory<byte>> streams, StructType? schema) => new OneRowRelation();
    public LogicalPlan Catalog(Proto.Catalog call) => new OneRowRelation();
    public LogicalPlan? FindRemote(string id) => new OneRowRelation();
    public string Setting(string key) => "";
    public bool IsCached(ImmutableArray<string> table) => false;
    public void Cache(ImmutableArray<string> table, Proto.StorageLevel? level) { }
    public void Uncache(ImmutableArray<string> table) { }
    public void ClearCache() { }
}
