using System.Globalization;
using System.Numerics;
using System.Text;
using Gateway.Compute.Text;

namespace Gateway.Compute.Sketches;

/// <summary>Describes a KLL sketch for people.</summary>
/// <remarks>The text is data: Apache DataSketches 6.2 words it so.</remarks>
internal static class KllDescription
{
    public static string Write<T>(ref KllState state) where T : unmanaged, INumber<T>
    {
        string kind = typeof(T) == typeof(long) ? "Longs" : typeof(T) == typeof(float) ? "Floats" : "Doubles";
        var text = new StringBuilder("\n### KllKll").Append(kind).Append("Sketch Summary:\n");
        Line(text, "K", Text(state.K));
        Line(text, "Dynamic min K", Text(state.LeastK));
        Line(text, "M", Text(KllSketch<T>.LeastLevelSize));
        Line(text, "N", Text(state.Count));
        Line(text, "Epsilon", Share(2.296 / Math.Pow(state.LeastK, 0.9723)));
        Line(text, "Epsilon PMF", Share(2.446 / Math.Pow(state.LeastK, 0.9433)));
        Line(text, "Empty", Text(state.Count == 0));
        Line(text, "Estimation Mode", Text(state.Levels > 1));
        Line(text, "Levels", Text(state.Levels));
        Line(text, "Level 0 Sorted", Text(state.FirstIsSorted));
        Line(text, "Capacity Items", Text(state.Bounds[state.Levels]));
        Line(text, "Retained Items", Text(KllSketch<T>.Retained(ref state)));
        Line(text, "Free Space", Text(state.Bounds[0]));
        Line(text, "ReadOnly", Text(false));
        Line(text, "Updatable Storage Bytes", Text(KllImage.UpdatableLength<T>(ref state)));
        Line(text, "Compact Storage Bytes", Text(KllImage.Length<T>(ref state)));
        Line(text, "Min Item", state.Count == 0 ? "NaN" : Item(KllSketch<T>.Least(ref state)));
        Line(text, "Max Item", state.Count == 0 ? "NaN" : Item(KllSketch<T>.Most(ref state)));
        return text.Append("### End sketch summary\n").ToString();
    }

    private static void Line(StringBuilder text, string name, string value) => text.Append("   ").Append(name.PadRight(23)).Append(": ").Append(value).Append('\n');

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";

    private static string Share(double value) => (value * 100.0).ToString("F3", CultureInfo.InvariantCulture) + "%";

    private static string Item<T>(T item) where T : unmanaged, INumber<T>
    {
        Span<byte> bytes = stackalloc byte[64];
        int length = item switch
        {
            float number => NumberFormatter.FormatSingle(number, bytes),
            double number => NumberFormatter.FormatDouble(number, bytes),
            _ => Encoding.ASCII.GetBytes(Text(long.CreateChecked(item)), bytes),
        };
        return Encoding.ASCII.GetString(bytes[..length]);
    }
}
