using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Compute.Functions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Calls;
using Gateway.Plans.Analysis.Operators;
using Gateway.Plans.Analysis.Select;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Forms;

/// <summary>Resolves UNNEST: one array is exploded, several are zipped first; positions count from 1.</summary>
internal sealed class UnnestResolver : OperatorResolver<Unnest>
{
    protected override LogicalPlan Resolve(Unnest node, Resolution resolution)
    {
        var arrays = node.Arrays.Select(resolution.Expressions(resolution.ScopeOf(node)).Resolve).ToImmutableArray();
        if (!arrays.All(static array => array.Resolved))
        {
            return node with { Arrays = arrays };
        }
        for (int i = 0; i < arrays.Length; i++)
        {
            if (arrays[i].Type is not ArrayType)
            {
                throw new QueryException("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", node.Origin,
                    ("sqlExpr", Quote.Expr("unnest(" + string.Join(", ", arrays.Select(static array => array.PrettyText)) + ")")), ("paramIndex", Quote.Ordinal(i)),
                    ("requiredType", Quote.Type("ARRAY")), ("inputSql", Quote.Expr(arrays[i].PrettyText)), ("inputType", Quote.Type(arrays[i].Type)));
            }
        }
        var calls = new CallMaker(resolution);
        var exploded = arrays.Length == 1 ? arrays[0] : calls.Call("arrays_zip", [.. arrays.Select(array => Present(array, calls))]);
        var generator = (FunctionCall)calls.Call(node.WithOrdinality ? "posexplode" : "explode", exploded);
        var generated = GeneratorItems.Output(generator, [], node.Origin);
        var generate = new Generate(new OneRowRelation(), generator with { CalledName = "unnest" }, false, null, []) { GeneratorOutput = generated, Origin = node.Origin };
        var items = ImmutableArray.CreateBuilder<Expression>();
        var element = generated[^1];
        if (arrays.Length == 1)
        {
            items.Add(element);
        }
        else
        {
            items.AddRange(arrays.Select((_, i) => new Alias(new GetStructField(element, i, ((StructType)element.Type).Fields[i].Name), "col" + i.ToString(CultureInfo.InvariantCulture))));
        }
        if (node.WithOrdinality)
        {
            items.Add(new Alias(calls.Call("+", calls.Cast(generated[0], LongType.Instance), Literal.Of(1L)), "ordinality"));
        }
        return new Project(generate, items.ToImmutable());
    }

    /// <summary>A NULL array counts as an empty one beside others.</summary>
    private static Expression Present(Expression array, CallMaker calls) =>
        array.Nullable ? calls.Call("coalesce", array, calls.Cast(calls.Call("array"), array.Type)) : array;
}
