namespace Gateway.Golden;

/// <summary>Renders variants as the recordings do.</summary>
internal static class VariantJson
{
    public static string Text(byte[] value, byte[] metadata) => Convert.ToHexString(value) + "/" + Convert.ToHexString(metadata);
}
