using System.Text;
using Gateway.Compute.Text;
using Gateway.Compute.Time;

namespace Gateway.Golden;

/// <summary>Writes a variant as the recording client did: as JSON, times in UTC.</summary>
internal static class VariantJson
{
    public static string Text(byte[] value, byte[] metadata)
    {
        var buffer = new TextBuffer();
        return VariantText.TryAppendJson(new VariantValue(value, metadata), TimeZoneRules.Utc, buffer) ? Encoding.UTF8.GetString(buffer.Written) : "malformed";
    }
}
