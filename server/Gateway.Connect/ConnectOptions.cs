namespace Gateway.Connect;

/// <summary>Sets the limits of the service.</summary>
public sealed class ConnectOptions
{
    /// <summary>Gets or sets after how long without a request a session ends.</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromMinutes(60);

    /// <summary>Gets or sets the token that clients must send, or null to let everyone in.</summary>
    public string? AuthenticationToken { get; set; }
}
