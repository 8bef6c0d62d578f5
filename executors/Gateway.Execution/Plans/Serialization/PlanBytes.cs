using System.Buffers.Binary;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Kernels;
using Gateway.Core.Errors;
using Gateway.Core.Memory;

namespace Gateway.Execution.Plans.Serialization;

/// <summary>Writes physical plans, with the settings they run under, as bytes, and reads them back in any process of the same version.</summary>
/// <remarks>
/// Layout: four letters, a version byte, a 64-bit checksum (little endian) of the rest; then the settings and the plan.
/// The same plan gives the same bytes. Shared nodes stay shared; types, members and functions go by name.
/// </remarks>
public static class PlanBytes
{
    internal const int HeaderBytes = 13;
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "GWPL"u8;

    /// <exception cref="NotSupportedException">The plan holds something that is not data.</exception>
    public static byte[] Write(PhysicalPlan plan, QuerySettings settings)
    {
        var writer = new PlanWriter();
        writer.Fixed(0L);
        writer.Fixed(0);
        writer.Byte(0);
        writer.Reference(settings);
        writer.Reference(plan);
        byte[] bytes = writer.ToArray();
        Seal(bytes);
        return bytes;
    }

    /// <summary>Reads a plan. Memory of rows that the plan holds is taken from the pool; the caller disposes the result after the query.</summary>
    /// <exception cref="PlanFormatException">The bytes are not a plan that this version can read.</exception>
    public static DecodedPlan Read(ReadOnlyMemory<byte> bytes, MemoryPool pool)
    {
        var span = bytes.Span;
        if (span.Length < HeaderBytes || !span[..4].SequenceEqual(Magic))
        {
            throw new PlanFormatException("it does not begin as plans do");
        }
        if (span[4] != Version)
        {
            throw new PlanFormatException($"it has version {span[4]}, this is version {Version}");
        }
        if (BinaryPrimitives.ReadInt64LittleEndian(span[5..]) != Checksum(span[HeaderBytes..]))
        {
            throw new PlanFormatException("its checksum is wrong");
        }
        var reader = new PlanReader(bytes[HeaderBytes..], pool);
        try
        {
            var settings = reader.Required<QuerySettings>();
            var plan = reader.Required<PhysicalPlan>();
            reader.ExpectEnd();
            return new DecodedPlan(plan, settings, reader.Owned);
        }
        catch (Exception failure)
        {
            reader.Owned.ForEach(static owned => owned.Dispose());
            if (failure is PlanFormatException or OutOfMemoryException or QueryException { Error.Condition: "UNABLE_TO_ACQUIRE_MEMORY" })
            {
                throw;
            }
            // Constructors and parsers of values report wrong arguments in their own ways.
            throw new PlanFormatException(failure.Message, failure);
        }
    }

    /// <summary>Writes the header over the room kept for it.</summary>
    internal static void Seal(Span<byte> bytes)
    {
        Magic.CopyTo(bytes);
        bytes[4] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(bytes[5..], Checksum(bytes[HeaderBytes..]));
    }

    private static long Checksum(ReadOnlySpan<byte> bytes) => XxHash64.Hash(bytes, Version);
}
