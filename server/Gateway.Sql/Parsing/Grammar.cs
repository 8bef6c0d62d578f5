using Gateway.Compute.Expressions;
using Gateway.Core.Errors;
using Gateway.Sql.Parsing.Expressions;
using Gateway.Sql.Parsing.Queries;
using Gateway.Sql.Parsing.Statements;
using Gateway.Sql.Parsing.Types;

namespace Gateway.Sql.Parsing;

/// <summary>Ties the families of grammar rules together over one cursor.</summary>
internal sealed class Grammar
{
    public Grammar(TokenCursor cursor, SqlParser parser, SqlParameters parameters)
    {
        Cursor = cursor;
        Parser = parser;
        Lookahead = new Lookahead(cursor);
        Names = new NameRules(this);
        Literals = new LiteralRules(this);
        Intervals = new IntervalRules(this);
        Markers = new MarkerRules(this, parameters);
        Types = new TypeRules(this);
        Expressions = new ExpressionRules(this);
        Primaries = new PrimaryRules(this);
        Calls = new CallRules(this);
        Windows = new WindowRules(this);
        Queries = new QueryRules(this);
        Selects = new SelectRules(this);
        Groupings = new GroupingRules(this);
        Transforms = new TransformRules(this);
        Relations = new RelationRules(this);
        TableFunctions = new TableFunctionRules(this);
        Joins = new JoinRules(this);
        Pivots = new PivotRules(this);
        Pipes = new PipeRules(this);
        Properties = new PropertyRules(this);
        Statements = new StatementRules(this);
    }

    public TokenCursor Cursor { get; }
    public SqlParser Parser { get; }
    public Lookahead Lookahead { get; }
    public NameRules Names { get; }
    public LiteralRules Literals { get; }
    public IntervalRules Intervals { get; }
    public MarkerRules Markers { get; }
    public TypeRules Types { get; }
    public ExpressionRules Expressions { get; }
    public PrimaryRules Primaries { get; }
    public CallRules Calls { get; }
    public WindowRules Windows { get; }
    public QueryRules Queries { get; }
    public SelectRules Selects { get; }
    public GroupingRules Groupings { get; }
    public TransformRules Transforms { get; }
    public RelationRules Relations { get; }
    public TableFunctionRules TableFunctions { get; }
    public JoinRules Joins { get; }
    public PivotRules Pivots { get; }
    public PipeRules Pipes { get; }
    public PropertyRules Properties { get; }
    public StatementRules Statements { get; }

    public static Expression Call(string name, Origin origin, params System.Collections.Immutable.ImmutableArray<Expression> arguments) =>
        new UnresolvedFunction([name], arguments) { Origin = origin, IsOperator = true };

    public static Expression Negate(bool negated, Expression expression, Origin origin) => negated ? Call("not", origin, expression) : expression;
}
