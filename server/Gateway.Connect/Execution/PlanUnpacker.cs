using System.Globalization;
using Gateway.Connect.Service;
using Gateway.Connect.Translation;
using Gateway.Core.Errors;
using Google.Protobuf;
using ZstdSharp;
using OpType = Spark.Connect.Plan.Types.CompressedOperation.Types.OpType;

namespace Gateway.Connect.Execution;

/// <summary>Undoes the compression of plans.</summary>
public static class PlanUnpacker
{
    /// <summary>Bytes that a plan may have once decompressed.</summary>
    private const int SizeLimit = 512 << 20;

    /// <summary>Returns the plan itself, or what it holds compressed.</summary>
    public static Proto.Plan Unpack(Proto.Plan plan)
    {
        if (plan.OpTypeCase != Proto.Plan.OpTypeOneofCase.CompressedOperation)
        {
            return plan;
        }
        var packed = plan.CompressedOperation;
        if (packed.CompressionCodec != Proto.CompressionCodec.Zstd)
        {
            throw CannotParse($"unsupported compression codec {packed.CompressionCodec}");
        }
        byte[] bytes = Decompress(packed.Data);
        return packed.OpType switch
        {
            OpType.Relation => new Proto.Plan { Root = ConnectMarshaller.Parse<Proto.Relation>(bytes) },
            OpType.Command => new Proto.Plan { Command = ConnectMarshaller.Parse<Proto.Command>(bytes) },
            OpType.Unspecified or _ => throw InvalidPlan.BadEnum("spark.connect.Plan.CompressedOperation.op_type", packed.OpType.ToString(), (int)packed.OpType),
        };
    }

    /// <summary>Measures the plan before it takes memory: a few kilobytes may claim to be gigabytes.</summary>
    private static byte[] Decompress(ByteString data)
    {
        try
        {
            byte[] plan = new byte[Measure(data)];
            using var input = Open(data);
            input.ReadExactly(plan);
            return plan;
        }
        catch (Exception broken) when (broken is ZstdException or EndOfStreamException)
        {
            throw CannotParse(broken.Message);
        }
    }

    private static int Measure(ByteString data)
    {
        using var input = Open(data);
        byte[] scratch = new byte[64 << 10];
        int total = 0;
        int count;
        while ((count = input.Read(scratch)) > 0)
        {
            total += count;
            if (total > SizeLimit)
            {
                throw new QueryException(
                    "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX",
                    ("planSize", "unknown"),
                    ("maxPlanSize", SizeLimit.ToString(CultureInfo.InvariantCulture)));
            }
        }
        return total;
    }

    private static DecompressionStream Open(ByteString data) => new(new MemoryStream(data.ToByteArray(), writable: false), leaveOpen: false);

    private static QueryException CannotParse(string message) => new QueryException("CONNECT_INVALID_PLAN.CANNOT_PARSE", ("errorMsg", message)).As("SparkSQLException");
}
