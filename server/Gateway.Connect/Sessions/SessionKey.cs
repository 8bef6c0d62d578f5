namespace Gateway.Connect.Sessions;

/// <summary>Identifies a session: clients choose the id, users cannot reach one another's.</summary>
public readonly record struct SessionKey(string UserId, string SessionId);
