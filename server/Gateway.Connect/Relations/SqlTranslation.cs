using System.Collections.Immutable;
using System.Globalization;
using Gateway.Compute.Expressions;
using Gateway.Connect.Translation;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Connect.Relations;

/// <summary>Translates SQL text with its parameters.</summary>
internal static class SqlTranslation
{
    public static LogicalPlan Translate(Translator translator, Proto.SQL message)
    {
#pragma warning disable CS0612 // Clients of 3.5 send literals in the deprecated fields.
        var literals = (Named: message.Args, Positional: message.PosArgs);
#pragma warning restore CS0612
        var named = new Dictionary<string, Expression>(StringComparer.Ordinal);
        foreach (var (name, value) in literals.Named)
        {
            named[name] = translator.Literals.Read(value);
        }
        foreach (var (name, value) in message.NamedArguments)
        {
            named[name] = translator.Expression(value);
        }
        ImmutableArray<Expression> positional = message.PosArguments.Count > 0
            ? translator.Expressions(message.PosArguments)
            : [.. literals.Positional.Select(translator.Literals.Read)];
        return translator.Host.ParseSql(message.Query, named.ToDictionary(static pair => pair.Key, static pair => AsWritten(pair.Value), StringComparer.Ordinal), [.. positional.Select(AsWritten)]);
    }

    /// <summary>Gives decimals the type that their SQL text would have: Spark puts parameters into statements as text.</summary>
    private static Expression AsWritten(Expression value)
    {
        if (value is not Literal { Value: Int128 unscaled, Type: DecimalType type })
        {
            return value;
        }
        int digits = Int128.Abs(unscaled).ToString(CultureInfo.InvariantCulture).Length;
        return new Literal(unscaled, new DecimalType(Math.Max(digits, Math.Max(1, type.Scale)), type.Scale)) { Origin = value.Origin };
    }
}
