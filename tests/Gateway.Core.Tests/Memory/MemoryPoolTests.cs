using Gateway.Core.Errors;
using Gateway.Core.Memory;

namespace Gateway.Core.Tests.Memory;

public sealed unsafe class MemoryPoolTests
{
    [Fact]
    public void Rent_ManySizes_BlocksDoNotOverlapAndAreReused()
    {
        using var pool = new MemoryPool();
        nuint[] sizes = [1, 4096, 4097, 8192, 20_000, 60_000, 65_536, 300_000, 1 << 20];
        for (int round = 0; round < 3; round++)
        {
            List<(nint Block, nuint Size)> blocks = [];
            for (int i = 0; i < 200; i++)
            {
                nuint size = sizes[i % sizes.Length];
                byte* block = pool.Rent(size);
                Assert.Equal(0, (nint)block % 64);
                new Span<byte>(block, (int)MemoryPool.RoundUp(size)).Fill((byte)i);
                blocks.Add(((nint)block, size));
            }
            for (int i = 0; i < blocks.Count; i++)
            {
                Assert.Equal(-1, new Span<byte>((byte*)blocks[i].Block, (int)MemoryPool.RoundUp(blocks[i].Size)).IndexOfAnyExcept((byte)i));
                pool.Return((byte*)blocks[i].Block, blocks[i].Size);
            }
            Assert.Equal(0, pool.UsedBytes);
        }
    }

    [Fact]
    public void Rent_PastTheLimit_FailsWithTheTypedErrorAndCountsNothing()
    {
        using var pool = new MemoryPool(limitBytes: 1 << 20);
        byte* half = pool.Rent(512 << 10);
        Assert.Equal("UNABLE_TO_ACQUIRE_MEMORY", Assert.Throws<QueryException>(() => (nint)pool.Rent(1 << 20)).Error.Condition);
        Assert.Equal(512 << 10, pool.UsedBytes);
        pool.Return(half, 512 << 10);
        pool.Return(pool.Rent(1 << 20), 1 << 20);
        Assert.Equal(0, pool.UsedBytes);
    }

    [Theory, InlineData(16 << 10), InlineData(256 << 10)]
    public void Evict_Block_IsNotCountedUntilItIsRestored(int size)
    {
        using var pool = new MemoryPool();
        byte* block = pool.Rent((nuint)size);
        pool.Evict(block, (nuint)size);
        Assert.Equal(0, pool.UsedBytes);
        pool.CountRestored((nuint)size);
        new Span<byte>(block, size).Fill(7);
        Assert.Equal(size, pool.UsedBytes);
        pool.Evict(block, (nuint)size);
        pool.ReturnEvicted(block, (nuint)size);
        Assert.Equal(0, pool.UsedBytes);
    }
}
