using System.Collections.Immutable;
using Gateway.Core.Types;

namespace Gateway.Compute.Expressions;

/// <summary>Base of expressions that produce a named output column: attributes and aliases.</summary>
public abstract record NamedExpression : Expression
{
    public abstract string OutputName { get; }
    public abstract ExpressionId Id { get; init; }
    /// <summary>Gets the attribute that operators above refer to.</summary>
    public abstract AttributeReference ToAttribute();
}

/// <summary>Refers to an output column of an operator below by its id.</summary>
/// <param name="Qualifier">Zero to three parts: catalog, database, table or alias.</param>
public sealed record AttributeReference(string Name, DataType AttributeType, bool IsNullable, Metadata Metadata, ExpressionId Id, ImmutableArray<string> Qualifier) : NamedExpression
{
    public AttributeReference(string name, DataType type, bool nullable) : this(name, type, nullable, Metadata.Empty, ExpressionId.Next(), []) { }

    public override ExpressionId Id { get; init; } = Id;
    public override string OutputName => Name;
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => AttributeType;
    public override bool Nullable => IsNullable;
    public override AttributeReference ToAttribute() => this;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public AttributeReference NewInstance() => this with { Id = ExpressionId.Next() };
    public StructField ToField() => new(Name, AttributeType, IsNullable, Metadata);

    public override void Print(ExpressionWriter writer)
    {
        switch (writer.Style)
        {
            case PrintStyle.Canonical:
                writer.Append(Id.ToString());
                break;
            case PrintStyle.Plan:
                writer.Append(Name).Append(Id.ToString()).Append(AttributeType is LongType ? "L" : "");
                break;
            case PrintStyle.Sql:
                writer.Append(IdentifierText.QuoteIfNeeded([.. Qualifier, Name]));
                break;
            case PrintStyle.Pretty:
                writer.Append(Name);
                break;
        }
    }
}

/// <summary>Gives an expression a name and an id.</summary>
/// <param name="ExplicitMetadata">Metadata that replaces what a bare attribute would hand on; null inherits.</param>
public sealed record Alias(Expression Child, string Name, ExpressionId Id, ImmutableArray<string> Qualifier, Metadata? ExplicitMetadata = null) : NamedExpression
{
    public Alias(Expression child, string name) : this(child, name, ExpressionId.Next(), []) { }

    public override ExpressionId Id { get; init; } = Id;
    public override string OutputName => Name;
    public override ImmutableArray<Expression> Children => [Child];
    public override DataType Type => Child.Type;
    public override bool Nullable => Child.Nullable;
    public override bool Foldable => false;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Child = children[0] };

    /// <summary>Gets the output column's metadata.</summary>
    public Metadata Metadata => ExplicitMetadata ?? Child switch
    {
        AttributeReference attribute => attribute.Metadata,
        Alias alias => alias.Metadata,
        GetStructField member => member.Field.Metadata,
        _ => Metadata.Empty,
    };

    public override AttributeReference ToAttribute() => new(Name, Child.Type, Child.Nullable, Metadata, Id, Qualifier) { Tags = Tags & ExpressionTags.HiddenOutput };

    public override void Print(ExpressionWriter writer)
    {
        writer.Append(Child);
        switch (writer.Style)
        {
            case PrintStyle.Plan:
                writer.Append(" AS ").Append(Name).Append(Id.ToString()).Append(Resolved && Child.Type is LongType ? "L" : "");
                break;
            case PrintStyle.Pretty:
            case PrintStyle.Sql:
                writer.Append(" AS ").Append(writer.Style == PrintStyle.Sql ? IdentifierText.QuoteIfNeeded([Name]) : Name);
                break;
            case PrintStyle.Canonical:
                break;
        }
    }
}

/// <summary>Refers to a column of an operator's input by position. Only in physical plans.</summary>
public sealed record BoundReference(int Ordinal, DataType ColumnType, bool IsNullable) : Expression
{
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => ColumnType;
    public override bool Nullable => IsNullable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer) => writer.Append("input[").Append(Ordinal.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append("]");
}

/// <summary>Refers to a column of the query around a subquery.</summary>
public sealed record OuterReference(AttributeReference Attribute) : Expression
{
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => Attribute.Type;
    public override bool Nullable => Attribute.Nullable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer) => writer.Append("outer(")
        .Append(writer.Style == PrintStyle.Pretty ? IdentifierText.QuoteIfNeeded([.. Attribute.Qualifier, Attribute.Name]) : ExpressionWriter.Write(Attribute, writer.Style)).Append(")");
}

/// <summary>Refers to an earlier item of the same select list; undone or split off by the analyzer.</summary>
public sealed record LateralColumnAliasReference(ImmutableArray<string> NameParts, AttributeReference Attribute) : Expression
{
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => Attribute.Type;
    public override bool Nullable => Attribute.Nullable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer) => writer.Append("lateralAliasReference(").Append(string.Join('.', NameParts)).Append(")");
}

/// <summary>A lambda parameter inside the lambda's body.</summary>
public sealed record LambdaVariable(string Name, DataType VariableType, bool IsNullable, ExpressionId Id) : Expression
{
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => VariableType;
    public override bool Nullable => IsNullable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer) => writer.Append(writer.Style switch
    {
        PrintStyle.Canonical => "lambda #" + (writer.LambdaNumber(Id)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Id.ToString()),
        PrintStyle.Plan => "lambda " + Name + Id,
        _ => "namedlambdavariable()",
    });
}

/// <summary><c>(x, y) -&gt; body</c>. Arguments are <see cref="UnresolvedLambdaVariable"/>s until the collection's type is known, then <see cref="LambdaVariable"/>s.</summary>
public sealed record LambdaFunction(Expression Body, ImmutableArray<Expression> Arguments) : Expression
{
    public override ImmutableArray<Expression> Children => [Body, .. Arguments];
    public override DataType Type => Body.Type;
    public override bool Nullable => Body.Nullable;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this with { Body = children[0], Arguments = children[1..] };
    public override void Print(ExpressionWriter writer)
    {
        if (writer.Style == PrintStyle.Canonical)
        {
            writer.DeclareLambda(Arguments);
        }
        writer.Append("lambdafunction(").Join(", ", Children).Append(")");
    }
}

/// <summary>Reads a session or script variable; the value is fixed at analysis.</summary>
public sealed record VariableReference(ImmutableArray<string> NameParts, Literal Value, bool ShownBare = false) : Expression
{
    /// <summary>Gets the last part of the name as the query wrote it, which names columns.</summary>
    public string WrittenName { get; init; } = NameParts[^1];
    public override ImmutableArray<Expression> Children => [];
    public override DataType Type => Value.Type;
    public override bool Nullable => Value.Nullable;
    public override bool Foldable => true;
    public override Expression WithChildren(ImmutableArray<Expression> children) => this;
    public override void Print(ExpressionWriter writer)
    {
        if (writer.Style == PrintStyle.Canonical)
        {
            writer.Append(Value);
        }
        else
        {
            writer.Append("variablereference(").Append(IdentifierText.QuoteIfNeeded(NameParts)).Append("=").Append(LiteralText.Print(Value, PrintStyle.Sql)).Append(")");
        }
    }
}
