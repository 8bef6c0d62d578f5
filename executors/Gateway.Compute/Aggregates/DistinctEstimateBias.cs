using System.Globalization;

namespace Gateway.Compute.Aggregates;

/// <summary>Tells how far estimates of distinct values are off on average, from measurements.</summary>
/// <remarks>Data: the appendix of Heule, Nunkesser, Hall, "HyperLogLog in practice", a line for each precision from 4 on.</remarks>
internal static class DistinctEstimateBias
{
    private const int Neighbours = 6;
    private static readonly Lazy<double[][]> _means = new(static () => Read("DistinctEstimateMeans.txt"));
    private static readonly Lazy<double[][]> _biases = new(static () => Read("DistinctEstimateBiases.txt"));

    /// <summary>Averages what was measured at the six estimates nearest to one.</summary>
    public static double Of(int line, double estimate)
    {
        double[] means = _means.Value[line];
        int nearest = Array.BinarySearch(means, estimate);
        int low = Math.Max((nearest < 0 ? ~nearest : nearest) - Neighbours + 1, 0);
        int high = Math.Min(low + Neighbours, means.Length);
        while (high < means.Length && Distance(means[high]) < Distance(means[low]))
        {
            low++;
            high++;
        }
        double sum = 0;
        for (int i = low; i < high; i++)
        {
            sum += _biases.Value[line][i];
        }
        return sum / (high - low);

        double Distance(double mean) => (estimate - mean) * (estimate - mean);
    }

    private static double[][] Read(string resource)
    {
        using Stream stream = typeof(DistinctEstimateBias).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => Array.ConvertAll(line.Split('\t'), static text => double.Parse(text, CultureInfo.InvariantCulture)))];
    }
}
