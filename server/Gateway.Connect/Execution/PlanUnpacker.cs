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

    private static byte[] Decompress(ByteString data)
    {
        try
        {
            using var input = new DecompressionStream(new MemoryStream(data.ToByteArray(), writable: false));
            using var output = new MemoryStream();
            byte[] buffer = new byte[64 << 10];
            int count;
            while ((count = input.Read(buffer)) > 0)
            {
                if (output.Length + count > SizeLimit)
                {
                    throw new QueryException(
                        "CONNECT_INVALID_PLAN.PLAN_SIZE_LARGER_THAN_MAX",
                        ("planSize", "unknown"),
                        ("maxPlanSize", SizeLimit.ToString(CultureInfo.InvariantCulture)));
                }
                output.Write(buffer, 0, count);
            }
            return output.ToArray();
        }
        catch (Exception broken) when (broken is ZstdException or EndOfStreamException)
        {
            throw CannotParse(broken.Message);
        }
    }

    private static QueryException CannotParse(string message) => new QueryException("CONNECT_INVALID_PLAN.CANNOT_PARSE", ("errorMsg", message)).As("SparkSQLException");
}
