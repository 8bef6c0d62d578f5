using Gateway.Compute.Expressions;
using Gateway.Compute.Nested;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Registers what JSON_TABLE computes: the items that a row path finds, and whether an item has a field. SQL cannot name them.</summary>
internal static class JsonTableFunctions
{
    private static readonly ArrayType _items = new(StringType.Instance, false);

    public static void Register(FunctionFamily f)
    {
        f.Scalar("json_table_has", [new("item", TypeRule.String), new("path", TypeRule.String), new("field", TypeRule.String)], static _ => BooleanType.Instance, NullRules.Never,
            static site => new JsonTableHasFunction(site), isInternal: true, canThrow: static _ => false);
        f.Scalar("json_table_items", [new("document", TypeRule.String), new("path", TypeRule.String), new("spread", TypeRule.Boolean), new("strict", TypeRule.Boolean)], static _ => _items, NullRules.Always,
            static site => new JsonTableItemsFunction(site), isInternal: true, canThrow: static _ => true);
    }
}
