using System.Runtime.CompilerServices;
using Gateway.Compute.Aggregates;

namespace Gateway.Compute.Sketches;

/// <summary>A KLL sketch. Its buffer holds items, free room first, then level by level; an item of level l stands for 2^l values.</summary>
internal struct KllState
{
    public const int MostLevels = 62;

    public StateBuffer Buffer;
    public long Count;
    /// <summary>The bits of the smallest and largest item.</summary>
    public long Least;
    public long Most;
    public int K;
    /// <summary>The smallest K of what was merged, which tells the error.</summary>
    public int LeastK;
    public int Levels;
    public uint Coins;
    public bool FirstIsSorted;
    public bool Exists;
    public LevelBounds Bounds;

    /// <summary>Where levels begin; the one behind the last level is the number of items the buffer has room for.</summary>
    [InlineArray(MostLevels + 2)]
    public struct LevelBounds
    {
        private int _first;
    }
}
