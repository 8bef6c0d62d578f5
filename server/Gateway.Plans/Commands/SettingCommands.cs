using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Core.Types;
using Gateway.Plans.Logical;

namespace Gateway.Plans.Commands;

/// <summary>SET: lists settings, or shows or changes one.</summary>
/// <param name="Key">The setting, or null to list all that are set.</param>
/// <param name="Value">The new value as raw text, or null to show.</param>
/// <param name="Verbose">SET -v: lists every known setting with its description.</param>
public sealed record SetCommand(string? Key, string? Value = null, bool Verbose = false) : Command
{
    private static readonly StructType s_pairs = ResultColumns.Of(ResultColumns.Text("key"), ResultColumns.Text("value"));
    private static readonly StructType s_verbose = ResultColumns.Of(ResultColumns.Text("key"), ResultColumns.Text("value"), ResultColumns.Text("meaning"), ResultColumns.Text("Since version"));
    public override StructType ResultSchema => Verbose ? s_verbose : s_pairs;
}

/// <summary>SET TIME ZONE LOCAL: takes the machine's zone.</summary>
public sealed record SetLocalTimeZone : Command
{
    public override StructType ResultSchema { get; } = ResultColumns.Of(ResultColumns.Text("key"), ResultColumns.Text("value"));
}

/// <summary>RESET: takes one setting, or all, back to the server's values.</summary>
public sealed record ResetCommand(string? Key) : Command;

/// <summary>SET PATH: changes the search path of routines and tables.</summary>
/// <param name="Elements">Path elements as written.</param>
public sealed record SetPath(ImmutableArray<string> Elements) : Command;

/// <summary>SET CATALOG: makes a catalog current.</summary>
/// <param name="Catalog">A foldable string; a bare name is given as a literal.</param>
public sealed record SetCatalog(Expression Catalog) : Command
{
    public override ImmutableArray<Expression> Expressions => [Catalog];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Catalog = expressions[0] };
}

/// <summary>USE: makes a namespace (or, with one part, perhaps a catalog) current.</summary>
/// <param name="NamespaceOnly">USE DATABASE was written: the name is never a catalog.</param>
public sealed record UseNamespace(ImmutableArray<string> NameParts, bool NamespaceOnly) : Command;

/// <summary>DECLARE VARIABLE.</summary>
/// <param name="Names">One or more variables of the same declaration.</param>
/// <param name="Type">Null where the default gives the type.</param>
/// <param name="Default">The initial value, or null for NULL.</param>
/// <param name="DefaultText">The default as written.</param>
public sealed record DeclareVariable(ImmutableArray<ImmutableArray<string>> Names, DataType? Type, Expression? Default, string? DefaultText, bool Replace) : Command
{
    public override ImmutableArray<Expression> Expressions => Default is null ? [] : [Default];
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => Default is null ? this : this with { Default = expressions[0] };
}

/// <summary>DROP TEMPORARY VARIABLE.</summary>
public sealed record DropVariable(ImmutableArray<string> NameParts, bool IfExists) : Command;

/// <summary>SET VAR a = x, b = y: assignments see the values before the statement.</summary>
/// <param name="Targets">Variable names; each entry has its value at the same place.</param>
public sealed record SetVariable(ImmutableArray<ImmutableArray<string>> Targets, ImmutableArray<Expression> Values) : Command
{
    /// <summary>Gets the spans of the names.</summary>
    public ImmutableArray<Origin> TargetOrigins { get; init; } = [];
    public override ImmutableArray<Expression> Expressions => Values;
    public override LogicalPlan WithExpressions(ImmutableArray<Expression> expressions) => this with { Values = expressions };
}

/// <summary>SET VAR (a, b) = (query): one row at most; none gives NULLs.</summary>
public sealed record SetVariableFromQuery(ImmutableArray<ImmutableArray<string>> Targets, LogicalPlan Query) : Command
{
    /// <summary>Gets the spans of the names.</summary>
    public ImmutableArray<Origin> TargetOrigins { get; init; } = [];
    public override ImmutableArray<LogicalPlan> Children => [Query];
    public override LogicalPlan WithChildren(ImmutableArray<LogicalPlan> children) => this with { Query = children[0] };
}
