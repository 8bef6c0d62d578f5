using System.Text;
using System.Text.RegularExpressions;
using Gateway.Sql.Lexing;

namespace Gateway.Sql.SyntaxErrors;

/// <summary>What a state of the network is.</summary>
internal enum StateKind : byte
{
    Basic,
    Block,
    StarEntry,
    StarBlock,
    StarBack,
    PlusBlock,
    PlusBack,
    Stop,
}

/// <summary>What an edge of the network asks for.</summary>
internal enum EdgeKind : byte
{
    Silent,
    Tokens,
    Call,
    Predicate,
}

/// <summary>Leads from a state to the next.</summary>
/// <param name="Rule">The called rule.</param>
/// <param name="Target">The next state; after a call the one to resume at.</param>
internal readonly record struct Edge(EdgeKind Kind, int Target, TokenSet? Tokens = null, int Rule = -1, GrammarPredicate Predicate = default, bool IsNegated = false);

/// <summary>Holds the grammar table as a network of states and edges; states with several ways on are decisions.</summary>
internal sealed partial class GrammarNetwork
{
    /// <summary>The <c>{pred}?</c> of the table, rule by rule in order of appearance; an exclamation mark negates.</summary>
    private static readonly Dictionary<string, string[]> s_predicates = new()
    {
        ["queryTerm"] = ["LegacySetOperations", "!LegacySetOperations", "!LegacySetOperations", "PipeStart"],
        ["valueExpression"] = ["!PipeStart"],
        ["identifier"] = ["!Reserved"],
        ["simpleIdentifier"] = ["!Reserved"],
        ["strictIdentifier"] = ["IdentifierClause", "Reserved", "!Reserved"],
        ["simpleStrictIdentifier"] = ["Reserved", "!Reserved"],
        ["quotedIdentifier"] = ["DoubleQuoted"],
        ["number"] = ["!ExponentDecimal", "!ExponentDecimal", "ExponentDecimal"],
        ["singleStringLitWithoutMarker"] = ["!DoubleQuoted"],
        ["parameterMarker"] = ["Parameters", "Parameters"],
    };

    private readonly List<List<Edge>> _edges = [];
    private readonly List<StateKind> _kinds = [];
    private readonly List<int> _rules = [];
    private readonly Dictionary<string, int> _ruleNumbers = [];
    private readonly Dictionary<string, TokenSet> _wordSets = [];
    private readonly Dictionary<int, int> _emptyBranches = [];
    private readonly HashSet<int> _decisions = [];

    public GrammarNetwork()
    {
        using var stream = typeof(GrammarNetwork).Assembly.GetManifestResourceStream("Gateway.Sql.SyntaxErrors.sql-grammar.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var texts = new List<(string Name, string Text)>();
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#') && line.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
            {
                _ruleNumbers[line[..colon]] = texts.Count;
                texts.Add((line[..colon], line[(colon + 1)..]));
            }
        }

        Start = new int[texts.Count];
        Stop = new int[texts.Count];
        for (var rule = 0; rule < texts.Count; rule++)
        {
            Start[rule] = AddState(StateKind.Basic, rule);
            Stop[rule] = AddState(StateKind.Stop, rule);
        }

        _wordSets["ansiNonReserved"] = KeywordSet(Keywords.IsAnsiNonReserved);
        _wordSets["nonReserved"] = KeywordSet(Keywords.IsNonReserved);
        for (var rule = 0; rule < texts.Count; rule++)
        {
            BuildRule(rule, texts[rule].Name, texts[rule].Text);
        }

        Edges = _edges.ConvertAll(edges => edges.ToArray()).ToArray();
        Kinds = [.. _kinds];
        Rules = [.. _rules];
        RuleNames = texts.ConvertAll(text => text.Name).ToArray();
        var callers = new List<int>[texts.Count];
        for (var rule = 0; rule < callers.Length; rule++)
        {
            callers[rule] = [];
        }

        foreach (var edge in Edges.SelectMany(edges => edges).Where(edge => edge.Kind == EdgeKind.Call))
        {
            callers[edge.Rule].Add(edge.Target);
        }

        Callers = Array.ConvertAll(callers, states => states.ToArray());
    }

    public Edge[][] Edges { get; }

    public StateKind[] Kinds { get; }

    /// <summary>The rule of each state.</summary>
    public int[] Rules { get; }

    public string[] RuleNames { get; }

    public int[] Start { get; }

    public int[] Stop { get; }

    /// <summary>For each rule the states that are resumed at after it.</summary>
    public int[][] Callers { get; }

    public bool IsDecision(int state) => _decisions.Contains(state);

    /// <summary>The decision's branch without content, or -1.</summary>
    public int EmptyBranch(int decision) => _emptyBranches.GetValueOrDefault(decision, -1);

    public int RuleNumber(string name) => _ruleNumbers[name];

    private static TokenSet KeywordSet(Func<TokenKind, bool> isMember)
    {
        var set = new TokenSet();
        foreach (var kind in Keywords.All().Where(isMember))
        {
            set.Add((int)kind);
        }

        return set;
    }

    private int AddState(StateKind kind, int rule)
    {
        _edges.Add([]);
        _kinds.Add(kind);
        _rules.Add(rule);
        return _kinds.Count - 1;
    }

    private void Link(int source, Edge edge) => _edges[source].Add(edge);

    private void Link(int source, int target) => Link(source, new Edge(EdgeKind.Silent, target));

    private void BuildRule(int rule, string name, string text)
    {
        var words = new Stack<string>(Word().Matches(text).Select(match => match.Value).Reverse());
        var predicates = new Queue<string>(s_predicates.GetValueOrDefault(name, []));
        var end = BuildBlock(ReadBlock(words, name, predicates), Start[rule], rule);
        Link(end, Stop[rule]);
    }

    private List<List<Item>> ReadBlock(Stack<string> words, string rule, Queue<string> predicates)
    {
        var block = new List<List<Item>> { new() };
        while (words.Count > 0 && words.Peek() != ")")
        {
            var word = words.Pop();
            if (word == "|")
            {
                block.Add([]);
                continue;
            }

            Item item;
            if (word == "(")
            {
                item = new Item(ItemKind.Block, Block: ReadBlock(words, rule, predicates));
                words.Pop();
            }
            else if (word == "{pred}?")
            {
                item = new Item(ItemKind.Predicate, Name: predicates.Dequeue());
            }
            else if (word[0] == '{')
            {
                item = new Item(ItemKind.Tokens, Tokens: word.EndsWith("tokens}", StringComparison.Ordinal) ? _wordSets[rule] : ReadTokens(word));
            }
            else if (word == ".")
            {
                item = new Item(ItemKind.Tokens, Tokens: new TokenSet(TokenSet.Any));
            }
            else if (word == "EOF")
            {
                item = new Item(ItemKind.Tokens, Tokens: new TokenSet((int)TokenKind.EndOfInput));
            }
            else if (word[0] == '\'' || char.IsAsciiLetterUpper(word[0]))
            {
                item = new Item(ItemKind.Tokens, Tokens: ReadTokens(word));
            }
            else
            {
                item = new Item(ItemKind.Call, Name: word);
            }

            if (words.Count > 0 && words.Peek() is "*" or "+")
            {
                var kind = words.Pop() == "*" ? ItemKind.Star : ItemKind.Plus;
                item = new Item(kind, Block: item.Kind == ItemKind.Block ? item.Block : [[item]]);
            }

            block[^1].Add(item);
        }

        return block;
    }

    private static TokenSet ReadTokens(string text)
    {
        var set = new TokenSet();
        foreach (Match match in TokenName().Matches(text))
        {
            set.Add((int)Keywords.FromSymbol(match.Value));
        }

        return set;
    }

    /// <summary>Builds from state <paramref name="at"/>; returns the state behind. A choice of single tokens is one set, no decision.</summary>
    private int BuildBlock(List<List<Item>> alternatives, int at, int rule)
    {
        if (alternatives.Count == 1)
        {
            return BuildSequence(alternatives[0], at, rule);
        }

        if (alternatives.TrueForAll(items => items.Count == 1 && items[0].Kind == ItemKind.Tokens))
        {
            var union = new TokenSet();
            alternatives.ForEach(items => union.UnionWith(items[0].Tokens!));
            return BuildItem(new Item(ItemKind.Tokens, Tokens: union), at, rule);
        }

        var head = AddState(StateKind.Block, rule);
        var end = AddState(StateKind.Basic, rule);
        Link(at, head);
        BuildBranches(head, alternatives, end, rule);
        return end;
    }

    private void BuildBranches(int head, List<List<Item>> alternatives, int end, int rule)
    {
        if (alternatives.Count > 1)
        {
            _decisions.Add(head);
        }

        for (var index = 0; index < alternatives.Count; index++)
        {
            var first = AddState(StateKind.Basic, rule);
            Link(head, first);
            Link(BuildSequence(alternatives[index], first, rule), end);
            if (alternatives[index].Count == 0)
            {
                _emptyBranches[head] = index;
            }
        }
    }

    private int BuildSequence(List<Item> items, int at, int rule)
    {
        foreach (var item in items)
        {
            at = BuildItem(item, at, rule);
        }

        return at;
    }

    private int BuildItem(Item item, int at, int rule)
    {
        if (item.Kind == ItemKind.Block)
        {
            return BuildBlock(item.Block!, at, rule);
        }

        var end = AddState(StateKind.Basic, rule);
        switch (item.Kind)
        {
            case ItemKind.Tokens:
                Link(at, new Edge(EdgeKind.Tokens, end, item.Tokens));
                break;
            case ItemKind.Call:
                Link(at, new Edge(EdgeKind.Call, end, Rule: _ruleNumbers[item.Name!]));
                break;
            case ItemKind.Predicate:
                var isNegated = item.Name![0] == '!';
                Link(at, new Edge(EdgeKind.Predicate, end, Predicate: Enum.Parse<GrammarPredicate>(item.Name.TrimStart('!')), IsNegated: isNegated));
                break;
            case ItemKind.Star:
                BuildStar(item.Block!, at, end, rule);
                break;
            case ItemKind.Plus:
                BuildPlus(item.Block!, at, end, rule);
                break;
            case ItemKind.Block:
                break;
        }

        return end;
    }

    /// <summary>The entry decides: first branch into the body, second out; the body ends at the loop-back, which returns to the entry.</summary>
    private void BuildStar(List<List<Item>> block, int at, int end, int rule)
    {
        var entry = AddState(StateKind.StarEntry, rule);
        var body = AddState(StateKind.StarBlock, rule);
        var back = AddState(StateKind.StarBack, rule);
        Link(at, entry);
        Link(entry, body);
        Link(entry, end);
        Link(back, entry);
        _decisions.Add(entry);
        _emptyBranches[entry] = 1;
        BuildBranches(body, block, back, rule);
    }

    /// <summary>The body comes first; the loop-back decides: first branch again, second out.</summary>
    private void BuildPlus(List<List<Item>> block, int at, int end, int rule)
    {
        var body = AddState(StateKind.PlusBlock, rule);
        var back = AddState(StateKind.PlusBack, rule);
        Link(at, body);
        Link(back, body);
        Link(back, end);
        _decisions.Add(back);
        _emptyBranches[back] = 1;
        BuildBranches(body, block, back, rule);
    }

    private enum ItemKind
    {
        Block,
        Tokens,
        Call,
        Predicate,
        Star,
        Plus,
    }

    private sealed record Item(ItemKind Kind, string? Name = null, TokenSet? Tokens = null, List<List<Item>>? Block = null);

    [GeneratedRegex(@"\{pred\}\?|'[^']*'|\{[^}]*\}|[A-Za-z_]\w*|[()|*+.]")]
    private static partial Regex Word();

    [GeneratedRegex(@"'[^']*'|\w+")]
    private static partial Regex TokenName();
}
