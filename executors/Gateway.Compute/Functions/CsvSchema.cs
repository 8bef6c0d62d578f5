using System.Globalization;
using System.Text;
using Gateway.Compute.Evaluation;
using Gateway.Compute.Formats;
using Gateway.Compute.Formats.Csv;
using Gateway.Core.Errors;
using Gateway.Core.Types;

namespace Gateway.Compute.Functions;

/// <summary>Computes <c>schema_of_csv</c>.</summary>
internal static class CsvSchema
{
    public static string Of(string csv, SourceOptions options, QuerySettings settings)
    {
        var format = new CsvOptions(options, settings);
        var tokenizer = new CsvTokenizer(format);
        byte[] text = Encoding.UTF8.GetBytes(csv);
        if (text.Length == 0 || (format.Comment != 0 && text[0] == format.Comment))
        {
            throw QueryErrors.BrokenPhase("optimization");
        }
        int position = 0;
        tokenizer.Read(text, ref position);
        var inference = new CsvSchemaInference(tokenizer.Count, format, options, settings);
        inference.Add(text, tokenizer);
        return TypeText.Sql(new StructType(inference.Finish().Select(static (type, i) => new StructField(string.Create(CultureInfo.InvariantCulture, $"_c{i}"), type, true))));
    }
}
