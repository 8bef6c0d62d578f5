namespace Gateway.Server;

/// <summary>Holds what the command line says.</summary>
public sealed record GatewayHostOptions(string Host, int Port, FileInfo? ConfigurationFile, string? Token, string LogLevel);
