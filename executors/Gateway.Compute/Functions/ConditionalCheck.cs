using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Checks the types of structural nodes: CASE, IN, element access. The analyzer asks after coercion.</summary>
public static class ConditionalCheck
{
    /// <summary>Returns the mismatch of a node whose children are resolved, or null.</summary>
    public static QueryError? FindFault(Expression node) => node switch
    {
        CaseWhen caseWhen => Case(caseWhen),
        In membership => Membership(membership),
        Cast cast => Casts.CastCheck.FindFault(cast),
        FunctionCall call => FunctionCheck.FindFault(call),
        _ => null,
    };

    private static QueryError? Case(CaseWhen node)
    {
        if (OperatorChecks.SameTypes(node, "casewhen", node.Values, bracketed: true) is { } fault)
        {
            return fault;
        }
        for (int i = 0; i < node.Branches.Length; i++)
        {
            var condition = node.Branches[i].Condition;
            if (condition.Type is not BooleanType)
            {
                return FunctionCheck.Mismatch(node, "UNEXPECTED_INPUT_TYPE",
                    ("paramIndex", FunctionCheck.Ordinal(i)), ("requiredType", "\"BOOLEAN\""),
                    ("inputSql", FunctionCheck.Quoted(condition)), ("inputType", FunctionCheck.Quoted(condition.Type)));
            }
        }
        return null;
    }

    private static QueryError? Membership(In node) =>
        (node.List.All(item => AreAlike(node.Value.Type, item.Type)) ? null : OperatorChecks.SameTypes(node, "in", node.Children, bracketed: true)) ??
        (OperatorChecks.IsOrderable(node.Value.Type) ? OperatorChecks.Indeterminate(node, node.Value.Type) : OperatorChecks.Unordered(node, "in", node.Value.Type));

    /// <summary>Tells whether types differ in the names of fields at most.</summary>
    private static bool AreAlike(DataType left, DataType right) => (left, right) switch
    {
        (ArrayType a, ArrayType b) => AreAlike(a.Element, b.Element),
        (MapType a, MapType b) => AreAlike(a.Key, b.Key) && AreAlike(a.Value, b.Value),
        (StructType a, StructType b) => a.Fields.Length == b.Fields.Length && a.Fields.Zip(b.Fields).All(static pair => AreAlike(pair.First.Type, pair.Second.Type)),
        _ => left.Equals(right),
    };
}
