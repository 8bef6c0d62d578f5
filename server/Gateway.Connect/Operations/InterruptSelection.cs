using Gateway.Core.Errors;

namespace Gateway.Connect.Operations;

/// <summary>Reads from an Interrupt request which operations it means.</summary>
public static class InterruptSelection
{
    public static Func<Operation, bool> Of(Proto.InterruptRequest request)
    {
        switch (request.InterruptType)
        {
            case Proto.InterruptRequest.Types.InterruptType.All:
                return static _ => true;
            case Proto.InterruptRequest.Types.InterruptType.Tag when request.HasOperationTag:
                string tag = request.OperationTag;
                return operation => operation.Tags.Contains(tag);
            case Proto.InterruptRequest.Types.InterruptType.OperationId when request.HasOperationId:
                string id = request.OperationId;
                return operation => operation.Id == id;
            case Proto.InterruptRequest.Types.InterruptType.Tag:
                throw NotSet("operation_tag");
            case Proto.InterruptRequest.Types.InterruptType.OperationId:
                throw NotSet("operation_id");
            case Proto.InterruptRequest.Types.InterruptType.Unspecified:
            default:
                throw new QueryException("UNSUPPORTED_FEATURE.INTERRUPT_TYPE", ("interruptType", request.InterruptType.ToString()));
        }
    }

    private static QueryException NotSet(string name) => new("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", ("fullName", "spark.connect.InterruptRequest." + name), ("name", name));
}
