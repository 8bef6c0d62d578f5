using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;

namespace Gateway.Plans.Analysis.Names;

/// <summary>Finds attributes by qualified or bare name among the inputs of one operator.</summary>
internal sealed class AttributeIndex(ImmutableArray<AttributeReference> attributes, AnalyzerContext context)
{
    private const int MaximumQualifier = 3;
    private Dictionary<string, List<AttributeReference>>? _byName;

    public ImmutableArray<AttributeReference> Attributes => attributes;

    /// <summary>Finds what a dotted name means: an attribute, or a field path into one (then an <see cref="Alias"/> named by the last part).</summary>
    /// <exception cref="QueryException">Several attributes match, or the path does not fit the attribute's type.</exception>
    public Expression? Find(ImmutableArray<string> parts, Origin origin)
    {
        var candidates = Match(parts, out int used);
        if (candidates.Count == 0)
        {
            return null;
        }
        if (candidates.Count > 1)
        {
            var names = candidates.Select(candidate => Quote.Id([.. candidate.Qualifier, parts[used - 1]])).Order(StringComparer.Ordinal);
            throw new QueryException("AMBIGUOUS_REFERENCE", origin, ("name", Quote.Id(parts)), ("referenceNames", "[" + string.Join(", ", names) + "]"));
        }
        // A name written exactly as declared keeps the attribute's own origin where it has one: messages then point at the declaration.
        var attribute = candidates[0].Origin.IsKnown && candidates[0].Name == parts[used - 1] ? candidates[0] : candidates[0] with { Name = parts[used - 1], Origin = origin };
        if (used == parts.Length)
        {
            return attribute;
        }
        Expression value = attribute;
        for (int i = used; i < parts.Length; i++)
        {
            value = FieldAccess.ByName(value, parts[i], origin, context);
        }
        return new Alias(value, parts[^1]) { Origin = origin };
    }

    /// <summary>Finds the attributes that the longest qualified reading of the parts matches.</summary>
    /// <param name="used">How many parts name the attribute; the others are fields.</param>
    public List<AttributeReference> Match(ImmutableArray<string> parts, out int used)
    {
        _byName ??= Build();
        for (int qualifierLength = Math.Min(MaximumQualifier, parts.Length - 1); qualifierLength >= 0; qualifierLength--)
        {
            if (!_byName.TryGetValue(parts[qualifierLength], out var named))
            {
                continue;
            }
            List<AttributeReference>? found = null;
            foreach (var attribute in named)
            {
                if (HasQualifier(attribute, parts, qualifierLength) && (found is null || found.TrueForAll(other => other.Id != attribute.Id)))
                {
                    (found ??= []).Add(attribute);
                }
            }
            if (found is { Count: > 1 } && qualifierLength == 0 && found.Exists(static attribute => !attribute.Tags.HasFlag(ExpressionTags.HiddenOutput)))
            {
                // The key that a USING join hides answers to its qualified name only, also where a select list shows it.
                found.RemoveAll(static attribute => attribute.Tags.HasFlag(ExpressionTags.HiddenOutput));
            }
            if (found is not null)
            {
                used = qualifierLength + 1;
                return found;
            }
        }
        used = 0;
        return [];
    }

    /// <summary>Tells whether the attribute's qualifier ends with the first parts of the name.</summary>
    public bool HasQualifier(AttributeReference attribute, ImmutableArray<string> parts, int length)
    {
        var qualifier = attribute.Qualifier;
        if (length == 0)
        {
            return true;
        }
        if (length > qualifier.Length)
        {
            return false;
        }
        for (int i = 0; i < length; i++)
        {
            if (!context.NameComparer.Equals(qualifier[qualifier.Length - length + i], parts[i]))
            {
                return false;
            }
        }
        return true;
    }

    private Dictionary<string, List<AttributeReference>> Build()
    {
        var byName = new Dictionary<string, List<AttributeReference>>(context.NameComparer);
        foreach (var attribute in attributes)
        {
            if (!byName.TryGetValue(attribute.Name, out var list))
            {
                byName.Add(attribute.Name, list = []);
            }
            list.Add(attribute);
        }
        return byName;
    }
}
