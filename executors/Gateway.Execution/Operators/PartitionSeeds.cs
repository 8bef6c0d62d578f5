using Gateway.Compute.Numerics;

namespace Gateway.Execution.Operators;

/// <summary>Gives each partition of a sample with replacement its seed: one draw a partition from Java's generator.</summary>
internal static class PartitionSeeds
{
    public static long Of(long seed, int partition)
    {
        var random = new JavaRandom(seed);
        for (int i = 0; i < partition; i++)
        {
            random.NextInt64();
        }
        return random.NextInt64();
    }
}
