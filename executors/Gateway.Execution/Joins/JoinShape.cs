using System.Collections.Immutable;
using Gateway.Compute.Expressions;
using Gateway.Core.Types;
using Gateway.Execution.Plans;
using Gateway.Execution.Rows;

namespace Gateway.Execution.Joins;

/// <summary>What a join gives, seen from the side that probes.</summary>
internal enum ProbeKind
{
    Inner,
    /// <summary>Probe rows without a match come with NULLs.</summary>
    ProbeOuter,
    /// <summary>Build rows without a match come with NULLs, at the end.</summary>
    BuildOuter,
    FullOuter,
    ProbeSemi,
    ProbeAnti,
    ProbeMark,
    /// <summary>Only build rows come out, at the end: those that were matched, ...</summary>
    BuildSemi,
    /// <summary>... those that were not, ...</summary>
    BuildAnti,
    /// <summary>... or all with a mark.</summary>
    BuildMark,
}

/// <summary>Says which side is kept, how its rows are laid out, and where output columns come from.</summary>
internal sealed class JoinShape
{
    public JoinShape(HashJoinNode node)
    {
        Node = node;
        IsNullAware = node.Keys.Any(static key => key.Match == KeyMatch.NullAware);
        BuildsLeft = node.BuildSide == JoinSide.Left && !IsNullAware;
        Kind = KindOf(node.Kind, BuildsLeft);
        Build = BuildsLeft ? node.Left : node.Right;
        Probe = BuildsLeft ? node.Right : node.Left;
        BuildKeys = [.. node.Keys.Select(key => BuildsLeft ? key.Left : key.Right)];
        ProbeKeys = [.. node.Keys.Select(key => BuildsLeft ? key.Right : key.Left)];
        BuildColumns = KeptColumns();
        List<DataType> types = [.. BuildKeys.Select(static key => key.Type)];
        BuildColumnLayout = new int[BuildColumns.Length];
        for (int i = 0; i < BuildColumns.Length; i++)
        {
            int shared = BuildKeys.ToList().FindIndex(key => key is BoundReference reference && reference.Ordinal == BuildColumns[i] && KeyKeepsValue(key.Type));
            BuildColumnLayout[i] = shared >= 0 ? shared : types.Count;
            if (shared < 0)
            {
                types.Add(Build.Output.Fields[BuildColumns[i]].Type);
            }
        }
        Layout = new RowLayout(types, hasHash: true, hasNext: true);
    }

    public HashJoinNode Node { get; }
    public ProbeKind Kind { get; }
    public bool BuildsLeft { get; }
    public PhysicalPlan Build { get; }
    public PhysicalPlan Probe { get; }
    public ImmutableArray<Expression> BuildKeys { get; }
    public ImmutableArray<Expression> ProbeKeys { get; }
    public bool IsNullAware { get; }
    public RowLayout Layout { get; }

    /// <summary>Gets the build columns that rows keep, by ordinal.</summary>
    public int[] BuildColumns { get; }

    /// <summary>Gets the layout column of each kept build column; a key column where that holds the same value.</summary>
    public int[] BuildColumnLayout { get; }

    public int KeyCount => BuildKeys.Length;

    /// <summary>Gets whether build rows remember that they were matched.</summary>
    public bool MarksBuildRows => Kind is ProbeKind.BuildOuter or ProbeKind.FullOuter or ProbeKind.BuildSemi or ProbeKind.BuildAnti or ProbeKind.BuildMark;

    /// <summary>Gets whether build rows come out after all probing.</summary>
    public bool GivesBuildRows => MarksBuildRows;

    /// <summary>Gets whether pairs of rows come out.</summary>
    public bool GivesPairs => Kind is ProbeKind.Inner or ProbeKind.ProbeOuter or ProbeKind.BuildOuter or ProbeKind.FullOuter;

    /// <summary>Tells whether a NULL in a key never matches.</summary>
    public bool NullNeverMatches(int key) => Node.Keys[key].Match != KeyMatch.NullSafe;

    /// <summary>Keys of floats and nested types are kept in another form than their column.</summary>
    private static bool KeyKeepsValue(DataType type) => type.Physical is not (PhysicalType.Float32 or PhysicalType.Float64 or PhysicalType.List or PhysicalType.Map or PhysicalType.Struct);

    private static ProbeKind KindOf(PhysicalJoinKind kind, bool buildsLeft) => kind switch
    {
        PhysicalJoinKind.Inner => ProbeKind.Inner,
        PhysicalJoinKind.LeftOuter => buildsLeft ? ProbeKind.BuildOuter : ProbeKind.ProbeOuter,
        PhysicalJoinKind.RightOuter => buildsLeft ? ProbeKind.ProbeOuter : ProbeKind.BuildOuter,
        PhysicalJoinKind.FullOuter => ProbeKind.FullOuter,
        PhysicalJoinKind.LeftSemi => buildsLeft ? ProbeKind.BuildSemi : ProbeKind.ProbeSemi,
        PhysicalJoinKind.LeftAnti => buildsLeft ? ProbeKind.BuildAnti : ProbeKind.ProbeAnti,
        PhysicalJoinKind.ExistenceMark => buildsLeft ? ProbeKind.BuildMark : ProbeKind.ProbeMark,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>All build columns where they come out, else those that the residual reads.</summary>
    private int[] KeptColumns()
    {
        int width = Build.Output.Fields.Length;
        if (GivesPairs || GivesBuildRows)
        {
            return [.. Enumerable.Range(0, width)];
        }
        if (Node.Residual is null)
        {
            return [];
        }
        int first = BuildsLeft ? 0 : Node.Left.Output.Fields.Length;
        return [.. Node.Residual.SelfAndDescendants().OfType<BoundReference>().Select(reference => reference.Ordinal - first).Where(ordinal => ordinal >= 0 && ordinal < width).Distinct().Order()];
    }
}
