using System.Globalization;

namespace Gateway.Compute.Sketches;

/// <summary>Estimates the number of distinct values of HyperLogLog sketches.</summary>
/// <remarks>
/// Algorithm: Kevin Lang, "Back to the Future: an Even More Nearly Optimal Cardinality Estimation Algorithm". The measured points that
/// the estimates interpolate between are those of Apache DataSketches 6.2.
/// </remarks>
internal static class HllEstimate
{
    private const double EulerMascheroni = 0.577215664901532860606512090082;
    private const int ExactHarmonics = 25;
    /// <summary>Distance of the estimates that belong to a line of the table, by registers.</summary>
    private static readonly int[] _strides = [1, 2, 3, 5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240, 20480, 40960, 81920];
    private static readonly Lazy<double[][]> _points = new(ReadPoints);
    private static readonly double[] _coupons =
    [
        0, 1, 20, 400, 8000, 160000, 300000, 600000, 900000, 1200000, 1500000, 1800000, 2100000, 2400000, 2700000, 3000000, 3300000, 3600000, 3900000, 4200000,
        4500000, 4800000, 5100000, 5400000, 5700000, 6000000, 6300000, 6600000, 6900000, 7200000, 7500000, 7800000, 8100000, 8400000, 8700000, 9000000, 9300000, 9600000, 9900000, 10200000,
    ];
    private static readonly double[] _valuesOfCoupons =
    [
        0.0, 1.0, 20.0000009437402611, 400.0003963713384110, 8000.1589294602090376, 160063.6067763759638183, 300223.7071597663452849, 600895.5933856170158833,
        902016.8065120954997838, 1203588.4983199508860707, 1505611.8245524743106216, 1808087.9449319066479802, 2111018.0231759352609515, 2414403.2270142501220107, 2718244.7282051891088486, 3022543.7025524540804327,
        3327301.3299219091422856, 3632518.7942584538832307, 3938197.2836029687896371, 4244337.9901093561202288, 4550942.1100616492331028, 4858010.8438911894336343, 5165545.3961938973516226, 5473546.9757476449012756,
        5782016.7955296505242586, 6090956.0727340159937739, 6400366.0287892958149314, 6710247.8893762007355690, 7020602.8844453142955899, 7331432.2482349723577499, 7642737.2192891482263803, 7954519.0404754765331745,
        8266778.9590033423155546, 8579518.2264420464634895, 8892738.0987390466034412, 9206439.8362383283674717, 9520624.7036988288164139, 9835293.9703129194676876, 10150448.9097250290215015, 10466090.8000503256917000,
    ];

    public static double Of(ref HllState state)
    {
        if (state.Mode != HllMode.Array)
        {
            return OfCoupons(state.Coupons);
        }
        return state.OutOfOrder ? Composite(ref state) : state.History;
    }

    public static double OfCoupons(int coupons) => Math.Max(coupons, Interpolate(_coupons, i => _valuesOfCoupons[i], coupons));

    /// <summary>Pastes together the raw estimate, corrected by measured points, and linear counting where few registers are hit.</summary>
    private static double Composite(ref HllState state)
    {
        int log = state.LogRegisters;
        int registers = 1 << log;
        double correction = log switch { 4 => 0.673, 5 => 0.697, 6 => 0.709, _ => 0.7213 / (1.0 + 1.079 / registers) };
        double raw = correction * registers * registers / (state.SmallSum + state.LargeSum);
        double[] points = _points.Value[log - HllSketch.LeastLogRegisters];
        double stride = _strides[log - HllSketch.LeastLogRegisters];
        if (raw < points[0])
        {
            return 0;
        }
        if (raw > points[^1])
        {
            return raw * (stride * (points.Length - 1) / points[^1]);
        }
        double adjusted = Interpolate(points, i => stride * i, raw);
        if (adjusted > 3 << log)
        {
            return adjusted;
        }
        double linear = Linear(registers, state.Minimum == 0 ? state.AtMinimum : 0);
        double crossing = log switch { 4 => 0.718, 5 => 0.672, _ => 0.64 };
        return (adjusted + linear) / 2.0 > crossing * registers ? adjusted : linear;
    }

    private static double Linear(int registers, int untouched) => untouched == 0
        ? registers * Math.Log(registers / 0.5)
        : registers * (Harmonic(registers) - Harmonic(untouched));

    private static double Harmonic(int number)
    {
        if (number < ExactHarmonics)
        {
            // Numerators and denominators stay exact, so the quotient is the double nearest to the sum.
            System.Numerics.BigInteger numerator = 0;
            System.Numerics.BigInteger denominator = 1;
            for (int i = 1; i <= number; i++)
            {
                numerator = numerator * i + denominator;
                denominator *= i;
            }
            var divisor = System.Numerics.BigInteger.GreatestCommonDivisor(numerator, denominator);
            return (double)(numerator / divisor) / (double)(denominator / divisor);
        }
        double x = number;
        double inverse = 1.0 / (x * x);
        double sum = Math.Log(x) + EulerMascheroni + 1.0 / (2.0 * x);
        double power = inverse;
        sum -= power * (1.0 / 12.0);
        power *= inverse;
        sum += power * (1.0 / 120.0);
        power *= inverse;
        sum -= power * (1.0 / 252.0);
        power *= inverse;
        return sum + power * (1.0 / 240.0);
    }

    /// <summary>Puts a cubic through the four points around x.</summary>
    private static double Interpolate(double[] xs, Func<int, double> y, double x)
    {
        if (x == xs[^1])
        {
            return y(xs.Length - 1);
        }
        int below = Array.BinarySearch(xs, x);
        below = below >= 0 ? below : ~below - 1;
        int first = below == 0 ? 0 : below == xs.Length - 2 ? below - 2 : below - 1;
        double sum = 0;
        for (int i = first; i < first + 4; i++)
        {
            double numerator = 1;
            double denominator = 1;
            for (int j = first; j < first + 4; j++)
            {
                if (j != i)
                {
                    numerator *= x - xs[j];
                    denominator *= xs[i] - xs[j];
                }
            }
            sum += y(i) * numerator / denominator;
        }
        return sum;
    }

    private static double[][] ReadPoints()
    {
        using Stream stream = typeof(HllEstimate).Assembly.GetManifestResourceStream("HllComposite.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => Array.ConvertAll(line.Split('\t'), static text => double.Parse(text, CultureInfo.InvariantCulture)))];
    }
}
