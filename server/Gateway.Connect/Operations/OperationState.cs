namespace Gateway.Connect.Operations;

/// <summary>Names the stages of an operation's life.</summary>
public enum OperationState
{
    Running,
    /// <summary>Finished or stopping, its responses not yet released.</summary>
    Terminating,
    Succeeded,
    Failed,
    Canceled,
}
