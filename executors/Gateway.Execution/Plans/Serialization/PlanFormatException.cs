namespace Gateway.Execution.Plans.Serialization;

/// <summary>Says that bytes are not a plan that this version can read: damaged, cut, of another version, or naming what is not known here.</summary>
public sealed class PlanFormatException(string message, Exception? cause = null) : Exception("The plan cannot be read: " + message, cause);
