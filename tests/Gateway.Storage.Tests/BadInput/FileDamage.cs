using System.Buffers.Binary;

namespace Gateway.Storage.Tests.BadInput;

/// <summary>Damages the bytes of a sound file in the ways disks, copies and liars do; each number gives the same damage every time.</summary>
internal static class FileDamage
{
    private static readonly byte[] _extremes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    /// <summary>Flips one bit of one byte.</summary>
    public static byte[] Flip(byte[] sound, int position, int bit)
    {
        byte[] damaged = [.. sound];
        damaged[position] ^= (byte)(1 << bit);
        return damaged;
    }

    /// <summary>Makes a random damage in a range of the file: extremes, noise, numbers of the largest size, cuts, doubled and missing pieces.</summary>
    public static byte[] Random(byte[] sound, int from, int to, Random random)
    {
        byte[] damaged = [.. sound];
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            int at = random.Next(from, to);
            switch (random.Next(7))
            {
                case 0:
                    damaged[at] = _extremes[random.Next(_extremes.Length)];
                    break;
                case 1:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 2:
                    damaged.AsSpan(at, Math.Min(random.Next(1, 12), to - at)).Fill(0xFF);
                    break;
                case 3 when to - at >= 4:
                    BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(at), random.Next(2) == 0 ? int.MaxValue : int.MinValue);
                    break;
                case 4:
                    random.NextBytes(damaged.AsSpan(at, Math.Min(random.Next(1, 32), to - at)));
                    break;
                case 5:
                    return [.. damaged[..at], .. damaged[(at + random.Next(1, 8) is var end && end < damaged.Length ? end : at)..]];
                default:
                    return [.. damaged[..at], .. damaged[Math.Max(0, at - random.Next(1, 8))..]];
            }
        }
        return damaged;
    }
}
