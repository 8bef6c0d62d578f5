namespace Gateway.Core.Configuration;

/// <summary>Reads one setting as a typed value; its default is parsed once.</summary>
/// <param name="name">A key of the registry that has a default.</param>
/// <param name="parse">Turns a value that passed the registry's check into the typed one.</param>
public sealed class ConfigurationKey<T>(string name, Func<string, T> parse)
{
    private readonly Lazy<T> _default = new(() => parse(ConfigurationRegistry.Find(name)!.Default!));

    public string Name => name;

    public T Default => _default.Value;

    public T Parse(string value) => parse(value);

    public override string ToString() => name;
}
