using State = Spark.Connect.GetStatusResponse.Types.OperationStatus.Types.OperationState;

namespace Gateway.Connect.Operations;

/// <summary>Maps operation states to the protocol's.</summary>
public static class OperationStatusNames
{
    public static State Of(OperationState? state) => state switch
    {
        null => State.Unknown,
        OperationState.Running => State.Running,
        OperationState.Terminating => State.Terminating,
        OperationState.Succeeded => State.Succeeded,
        OperationState.Failed => State.Failed,
        OperationState.Canceled => State.Cancelled,
        _ => throw new System.Diagnostics.UnreachableException(state.ToString()),
    };
}
