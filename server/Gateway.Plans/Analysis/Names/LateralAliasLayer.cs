using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Earlier items of the same select list.</summary>
internal sealed class LateralAliasLayer(AnalyzerContext context) : IScopeLayer
{
    private readonly Dictionary<string, List<Alias>> _aliases = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the aliases that later items used.</summary>
    public HashSet<ExpressionId> Used { get; } = [];

    public void Add(Alias alias)
    {
        if (alias.Child is VariableReference variable && alias.Name == variable.WrittenName)
        {
            return;
        }
        if (!_aliases.TryGetValue(alias.Name, out var list))
        {
            _aliases.Add(alias.Name, list = []);
        }
        list.Add(alias);
    }

    public Expression? Find(UnresolvedAttribute name)
    {
        if (!_aliases.TryGetValue(name.NameParts[0], out var found))
        {
            return null;
        }
        if (found.Count > 1)
        {
            throw new QueryException("AMBIGUOUS_LATERAL_COLUMN_ALIAS", ("name", Quote.Id(name.NameParts)), ("n", found.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        var alias = found[0];
        if (!alias.Resolved)
        {
            return null;
        }
        Used.Add(alias.Id);
        Expression value = new LateralColumnAliasReference(name.NameParts, alias.ToAttribute() with { Qualifier = [] }) { Origin = name.Origin };
        if (name.NameParts.Length == 1)
        {
            return value;
        }
        foreach (string part in name.NameParts[1..])
        {
            value = FieldAccess.ByName(value, part, name.Origin, context);
        }
        return new Alias(value, name.NameParts[^1]) { Origin = name.Origin };
    }
}
