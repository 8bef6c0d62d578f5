using System.Collections.Frozen;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Types;
using Gateway.Engine;
using Gateway.Plans.Logical;
using Kind = Spark.Connect.Catalog.CatTypeOneofCase;

namespace Gateway.Connect.CatalogCalls;

/// <summary>Lists what answers each catalog call. A call acts when it is translated; the relation holds its answer.</summary>
internal static class CatalogTable
{
    private static readonly FrozenDictionary<Kind, Func<GatewaySession, ITranslationHost, Proto.Catalog, LogicalPlan>> _answers = new Dictionary<Kind, Func<GatewaySession, ITranslationHost, Proto.Catalog, LogicalPlan>>
    {
        [Kind.CurrentDatabase] = static (session, _, _) => Value(string.Join('.', session.Catalog.CurrentNamespace)),
        [Kind.CurrentCatalog] = static (session, _, _) => Value(session.Catalog.CurrentCatalog),
        [Kind.DropTempView] = static (session, _, call) => Value(session.Catalog.DropView(call.DropTempView.ViewName, isGlobal: false)),
        [Kind.DropGlobalTempView] = static (session, _, call) => Value(session.Catalog.DropView(call.DropGlobalTempView.ViewName, isGlobal: true)),
        [Kind.TableExists] = static (session, host, call) => Value(TableCalls.Exists(session, host, call.TableExists)),
    }.ToFrozenDictionary();

    public static LogicalPlan Answer(GatewaySession session, ITranslationHost host, Proto.Catalog call) =>
        _answers.TryGetValue(call.CatTypeCase, out var answer) ? answer(session, host, call) : throw InvalidPlan.NotSupported(call, "cat_type");

    private static LocalRelation Value(string text) => Row("value", StringType.Instance, text);

    private static LocalRelation Value(bool flag) => Row("value", BooleanType.Instance, flag);

    private static LocalRelation Row(string name, DataType type, object value) =>
        new([new AttributeReference(name, type, false)], [new object?[] { value }], FromSql: false);
}
