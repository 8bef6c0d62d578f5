using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Configuration;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Analysis.Catalog;
using Gateway.Plans.Analysis.Faults;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Analysis.Operators;

/// <summary>Looks relation names up: views, tables, then <c>format.`path`</c>.</summary>
internal sealed class RelationResolver : OperatorResolver<UnresolvedRelation>
{
    protected override LogicalPlan Resolve(UnresolvedRelation node, Resolution resolution)
    {
        try
        {
            return Find(node, resolution) ?? node;
        }
        catch (QueryException fault)
        {
            if (fault.Error is { Condition: null, JavaClass: "UnsupportedFileSystemException" })
            {
                fault = new QueryException("FAILED_TO_CREATE_PLAN_FOR_DIRECT_QUERY", ("dataSourceType", node.NameParts[0])).As("AnalysisException");
            }
            resolution.Throw(FaultPhase.CatalogShape, fault.Error.Condition is "FAILED_TO_CREATE_PLAN_FOR_DIRECT_QUERY" or "REQUIRES_SINGLE_PART_NAMESPACE" or "AVRO_DATA_SOURCE_NOT_ENABLED" or "KAFKA_DATA_SOURCE_NOT_ENABLED" ? fault : fault.WithOrigin(node.Origin));
            return node;
        }
    }

    private static LogicalPlan? Find(UnresolvedRelation node, Resolution resolution)
    {
        var context = resolution.Context;
        if (context.Catalog.FindRelation(Qualify(node.NameParts, context), node.Options, node.Streaming) is { } relation && IsAllowed(relation, context))
        {
            return FromCatalog(relation, node, resolution);
        }
        if (node.NameParts is [var format, var path] && context.Configuration.Get(ConfigurationKeys.RunSqlOnFiles) && context.Catalog.IsFileFormat(format))
        {
            if (path.Length == 0)
            {
                throw new QueryException("INVALID_EMPTY_LOCATION", ("location", ""));
            }
            var source = new UnresolvedDataSource(format, null, node.Options, [path], node.Streaming) { Origin = node.Origin };
            return context.Catalog.FindSource(source) is { } plan ? new SubqueryAlias(plan, path, [format]) { Origin = node.Origin } : null;
        }
        if (node.NameParts is [var connector, _] && context.Configuration.Get(ConfigurationKeys.RunSqlOnFiles))
        {
            DirectSources.Refuse(connector);
        }
        if (node.NameParts is [var catalog, var table] && context.Catalog.IsCatalog(catalog))
        {
            throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", "spark_catalog"), ("identifier", Quote.Id([table])));
        }
        if (node.NameParts.Length > 3 || (node.NameParts.Length == 3 && !context.Catalog.IsCatalog(node.NameParts[0])))
        {
            throw new QueryException("REQUIRES_SINGLE_PART_NAMESPACE", ("sessionCatalog", "spark_catalog"), ("identifier", Quote.Id(node.NameParts[0] == "spark_catalog" ? node.NameParts[1..] : node.NameParts)));
        }
        return null;
    }

    /// <summary>Completes a name inside a stored text whose current schema is not the session's.</summary>
    private static ImmutableArray<string> Qualify(ImmutableArray<string> parts, AnalyzerContext context)
    {
        bool sameNamespace = context.CurrentCatalog == context.Catalog.CurrentCatalog && context.CurrentNamespace.SequenceEqual(context.Catalog.CurrentNamespace);
        bool isTemporary = !context.AllowedTemporaryNames.IsDefault && context.AllowedTemporaryNames.Contains(parts[0], context.NameComparer);
        if (parts.Length != 1 || isTemporary || (sameNamespace && context.AllowedTemporaryNames.IsDefault))
        {
            return parts;
        }
        return [context.CurrentCatalog, .. context.CurrentNamespace, parts[0]];
    }

    private static bool IsAllowed(CatalogRelation relation, AnalyzerContext context) =>
        relation.NameParts.Length > 1 || context.AllowedTemporaryNames.IsDefault || context.AllowedTemporaryNames.Contains(relation.NameParts[0], context.NameComparer);

    private static LogicalPlan FromCatalog(CatalogRelation relation, UnresolvedRelation node, Resolution resolution)
    {
        switch (relation)
        {
            case CatalogTable table:
                return Named(Scan(table.Table, table.HiddenColumns, node.Origin), table.NameParts, node.Origin);
            case CatalogPlan stored:
                var plan = stored.Plan.Resolved ? FreshIds.Renew(stored.Plan) : resolution.Within(resolution.Context).Resolve(stored.Plan);
                return Named(new View(plan, stored.NameParts, true, ImmutableDictionary<string, string>.Empty) { Origin = node.Origin }, stored.NameParts, node.Origin);
            // The columns of a metric view have no qualifier unless the query gives one.
            case CatalogView { Metrics: not null } metrics:
                return ViewExpansion.Expand(metrics, node.Origin, resolution);
            case CatalogView view:
                return Named(ViewExpansion.Expand(view, node.Origin, resolution), view.NameParts, node.Origin);
            default:
                throw new System.Diagnostics.UnreachableException(relation.GetType().Name);
        }
    }

    public static TableScan Scan(ITable table, ImmutableArray<StructField> hidden, Origin origin) =>
        new(table, [.. table.Schema.Fields.Select(Attribute)])
        {
            Metadata = [.. hidden.Select(static member => Attribute(member) with { Tags = ExpressionTags.HiddenOutput | ExpressionTags.MetadataColumn })],
            Origin = origin,
        };

    public static AttributeReference Attribute(StructField member) => new(member.Name, member.Type, member.Nullable, member.Metadata, ExpressionId.Next(), []);

    private static SubqueryAlias Named(LogicalPlan plan, ImmutableArray<string> nameParts, Origin origin) => new(plan, nameParts[^1], nameParts[..^1]) { Origin = origin };
}

/// <summary>Reads a data source given by format and options.</summary>
internal sealed class DataSourceResolver : OperatorResolver<UnresolvedDataSource>
{
    protected override LogicalPlan Resolve(UnresolvedDataSource node, Resolution resolution)
    {
        try
        {
            return resolution.Context.Catalog.FindSource(node) ?? node;
        }
        catch (QueryException fault)
        {
            resolution.Throw(FaultPhase.CatalogShape, fault);
            return node;
        }
    }
}

/// <summary>Gives client data the names, types and nullability of the schema that was asked for.</summary>
internal sealed class ArrowRelationResolver : OperatorResolver<ArrowRelation>
{
    protected override LogicalPlan Resolve(ArrowRelation node, Resolution resolution)
    {
        var scan = RelationResolver.Scan(node.Data, [], node.Origin);
        if (node.RequestedSchema is not { } requested || requested.Equals(node.Data.Schema) || requested.Fields.Length != scan.Attributes.Length)
        {
            return scan;
        }
        var items = ImmutableArray.CreateBuilder<Expression>();
        for (int i = 0; i < requested.Fields.Length; i++)
        {
            var (attribute, member) = (scan.Attributes[i], requested.Fields[i]);
            Expression value = attribute.Type.Equals(member.Type) ? attribute : new Cast(attribute, member.Type, resolution.Context.Mode);
            items.Add(new Alias(value, member.Name) { ExplicitMetadata = member.Metadata });
        }
        return new Project(scan, items.ToImmutable());
    }
}

/// <summary>Finds plans the server keeps for the client.</summary>
internal sealed class CachedRelationResolver : OperatorResolver<CachedRemoteRelation>
{
    protected override LogicalPlan Resolve(CachedRemoteRelation node, Resolution resolution)
    {
        var catalog = resolution.Context.Catalog;
        var plan = catalog.FindCachedRelation(node.RelationId)
            ?? throw new QueryException("CONNECT_INVALID_PLAN.DATAFRAME_NOT_FOUND", ("dfId", node.RelationId), ("sessionId", catalog.SessionId));
        return plan.Resolved ? FreshIds.Renew(plan) : resolution.Resolve(plan);
    }
}

/// <summary>Evaluates IDENTIFIER(..) where a relation is wanted.</summary>
internal sealed class PlanIdentifierResolver : OperatorResolver<PlanIdentifierClause>
{
    protected override LogicalPlan Resolve(PlanIdentifierClause node, Resolution resolution)
    {
        var name = resolution.Expressions(resolution.ScopeOf(node)).Resolve(node.NameExpression);
        if (!name.Resolved)
        {
            return node.NameExpression.SelfAndDescendants().OfType<UnresolvedAttribute>().Any() && !name.SelfAndDescendants().Any(static part => part is UnresolvedFunction && part.Children.All(static child => child.Resolved))
                ? throw new QueryException("NOT_A_CONSTANT_STRING.NOT_CONSTANT", name.Origin, ("name", "IDENTIFIER"), ("expr", name.SqlText))
                : node with { NameExpression = name };
        }
        ImmutableArray<string> parts;
        try
        {
            parts = Expressions.IdentifierArgument.Parts(name, resolution.Context);
        }
        catch (QueryException fault)
        {
            throw fault.WithOrigin(node.Origin);
        }
        var made = node.Make(parts);
        return resolution.Resolve(made.Origin.IsKnown ? made : made with { Origin = node.Origin });
    }
}

/// <summary>Renames the columns of a relation: <c>AS a(x, y)</c>.</summary>
internal sealed class ColumnAliasResolver : OperatorResolver<UnresolvedColumnAliases>
{
    protected override LogicalPlan Resolve(UnresolvedColumnAliases node, Resolution resolution)
    {
        if (!node.Input.Resolved)
        {
            return node;
        }
        var output = node.Input.Output;
        if (output.Length != node.Names.Length)
        {
            if (FunctionOf(node.Input) is { } function)
            {
                throw new QueryException("NUM_TABLE_VALUE_ALIASES_MISMATCH", node.Origin, ("funcName", Quote.Id(function)),
                    ("aliasesNum", node.Names.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("outColsNum", output.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            }
            throw new QueryException("ASSIGNMENT_ARITY_MISMATCH", node.Origin,
                ("numExpr", node.Names.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("numTarget", output.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        return new Project(node.Input, [.. output.Select((attribute, i) => new Alias(attribute, node.Names[i]))]);
    }

    /// <summary>Gets the table function that a relation is, or null.</summary>
    private static string? FunctionOf(LogicalPlan input) => input switch
    {
        SubqueryAlias { Input: Project { Origin.IsKnown: true } function } stored when stored.Origin == function.Origin && stored.Qualifier.Length is 0 or 2 => stored.Name,
        SubqueryAlias alias => FunctionOf(alias.Input),
        // Only the projection of a table function stands where its generator does.
        Project { Origin.IsKnown: true, Input: Generate { Generator: not Gateway.Compute.Functions.FunctionCall { CalledName: "unnest" } } generate } project when project.Origin == generate.Origin => FunctionOf(generate),
        Generate { Input: OneRowRelation, Generator: Gateway.Compute.Functions.FunctionCall call } => call.CalledName,
        RangeRelation => "range",
        _ => null,
    };
}
