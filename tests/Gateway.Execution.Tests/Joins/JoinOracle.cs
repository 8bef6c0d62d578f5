using Gateway.Execution.Plans;

namespace Gateway.Execution.Tests.Joins;

/// <summary>Joins boxed rows by trying all pairs.</summary>
internal static class JoinOracle
{
    /// <param name="match">True, false or null for unknown.</param>
    /// <param name="nullCounts">Unknown pairs make marks NULL and keep rows out of an anti join.</param>
    public static IEnumerable<object?[]> Join(List<object?[]> left, List<object?[]> right, PhysicalJoinKind kind, int rightWidth, Func<object?[], object?[], bool?> match, bool nullCounts)
    {
        var matchedRight = new HashSet<object?[]>(ReferenceEqualityComparer.Instance);
        foreach (var l in left)
        {
            bool any = false;
            bool unknown = false;
            foreach (var r in right)
            {
                bool? result = match(l, r);
                unknown |= result is null && nullCounts;
                if (result == true)
                {
                    any = true;
                    matchedRight.Add(r);
                    if (kind is PhysicalJoinKind.Inner or PhysicalJoinKind.LeftOuter or PhysicalJoinKind.RightOuter or PhysicalJoinKind.FullOuter)
                    {
                        yield return [.. l, .. r];
                    }
                }
            }
            switch (kind)
            {
                case PhysicalJoinKind.LeftOuter or PhysicalJoinKind.FullOuter when !any:
                    yield return [.. l, .. new object?[rightWidth]];
                    break;
                case PhysicalJoinKind.LeftSemi when any:
                case PhysicalJoinKind.LeftAnti when !any && !unknown:
                    yield return l;
                    break;
                case PhysicalJoinKind.ExistenceMark:
                    yield return [.. l, any ? true : unknown ? null : false];
                    break;
                default:
                    break;
            }
        }
        if (kind is PhysicalJoinKind.RightOuter or PhysicalJoinKind.FullOuter)
        {
            int width = left.Count == 0 ? 0 : left[0].Length;
            foreach (var r in right.Where(row => !matchedRight.Contains(row)))
            {
                yield return [.. new object?[width], .. r];
            }
        }
    }
}
