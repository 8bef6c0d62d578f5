using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gateway.Core.Errors;

/// <summary>Knows the Java class chains by which clients pick their exception type.</summary>
public static class JavaExceptions
{
    private static readonly FrozenDictionary<string, (string Package, string Parent)> s_classes = new Dictionary<string, (string, string)>
    {
        ["Throwable"] = ("java.lang", "Object"),
        ["Exception"] = ("java.lang", "Throwable"),
        ["RuntimeException"] = ("java.lang", "Exception"),
        ["ArithmeticException"] = ("java.lang", "RuntimeException"),
        ["IllegalArgumentException"] = ("java.lang", "RuntimeException"),
        ["IllegalStateException"] = ("java.lang", "RuntimeException"),
        ["NumberFormatException"] = ("java.lang", "IllegalArgumentException"),
        ["PatternSyntaxException"] = ("java.util.regex", "IllegalArgumentException"),
        ["IllegalFormatException"] = ("java.util", "IllegalArgumentException"),
        ["IllegalFormatConversionException"] = ("java.util", "IllegalFormatException"),
        ["MissingFormatArgumentException"] = ("java.util", "IllegalFormatException"),
        ["UnknownFormatConversionException"] = ("java.util", "IllegalFormatException"),
        ["IndexOutOfBoundsException"] = ("java.lang", "RuntimeException"),
        ["ArrayIndexOutOfBoundsException"] = ("java.lang", "IndexOutOfBoundsException"),
        ["UnsupportedOperationException"] = ("java.lang", "RuntimeException"),
        ["NullPointerException"] = ("java.lang", "RuntimeException"),
        ["ClassCastException"] = ("java.lang", "RuntimeException"),
        ["ReflectiveOperationException"] = ("java.lang", "Exception"),
        ["ClassNotFoundException"] = ("java.lang", "ReflectiveOperationException"),
        ["DateTimeException"] = ("java.time", "RuntimeException"),
        ["NoSuchElementException"] = ("java.util", "RuntimeException"),
        ["ConcurrentModificationException"] = ("java.util", "RuntimeException"),
        ["IOException"] = ("java.io", "Exception"),
        ["FileNotFoundException"] = ("java.io", "IOException"),
        ["XMLStreamException"] = ("javax.xml.stream", "Exception"),
        ["SQLException"] = ("java.sql", "Exception"),
        ["SQLFeatureNotSupportedException"] = ("java.sql", "SQLException"),
        ["SparkException"] = ("org.apache.spark", "Exception"),
        ["SparkRuntimeException"] = ("org.apache.spark", "RuntimeException"),
        ["SparkArithmeticException"] = ("org.apache.spark", "ArithmeticException"),
        ["SparkDateTimeException"] = ("org.apache.spark", "DateTimeException"),
        ["SparkNumberFormatException"] = ("org.apache.spark", "NumberFormatException"),
        ["SparkIllegalArgumentException"] = ("org.apache.spark", "IllegalArgumentException"),
        ["SparkIllegalStateException"] = ("org.apache.spark", "IllegalStateException"),
        ["SparkUnsupportedOperationException"] = ("org.apache.spark", "UnsupportedOperationException"),
        ["SparkArrayIndexOutOfBoundsException"] = ("org.apache.spark", "ArrayIndexOutOfBoundsException"),
        ["SparkNoSuchElementException"] = ("org.apache.spark", "NoSuchElementException"),
        ["SparkClassNotFoundException"] = ("org.apache.spark", "ClassNotFoundException"),
        ["SparkConcurrentModificationException"] = ("org.apache.spark", "ConcurrentModificationException"),
        ["SparkFileNotFoundException"] = ("org.apache.spark", "FileNotFoundException"),
        ["SparkUpgradeException"] = ("org.apache.spark", "RuntimeException"),
        ["SparkSQLException"] = ("org.apache.spark", "SQLException"),
        ["SparkSQLFeatureNotSupportedException"] = ("org.apache.spark", "SQLFeatureNotSupportedException"),
        ["PythonException"] = ("org.apache.spark.api.python", "RuntimeException"),
        ["AnalysisException"] = ("org.apache.spark.sql", "Exception"),
        ["ExtendedAnalysisException"] = ("org.apache.spark.sql.catalyst", "AnalysisException"),
        ["ParseException"] = ("org.apache.spark.sql.catalyst.parser", "AnalysisException"),
        ["NoSuchTableException"] = ("org.apache.spark.sql.catalyst.analysis", "AnalysisException"),
        ["NoSuchNamespaceException"] = ("org.apache.spark.sql.catalyst.analysis", "AnalysisException"),
        ["NoSuchFunctionException"] = ("org.apache.spark.sql.catalyst.analysis", "AnalysisException"),
        ["NoSuchPartitionsException"] = ("org.apache.spark.sql.catalyst.analysis", "AnalysisException"),
        ["TableAlreadyExistsException"] = ("org.apache.spark.sql.catalyst.analysis", "AnalysisException"),
        ["NamespaceAlreadyExistsException"] = ("org.apache.spark.sql.catalyst.analysis", "AnalysisException"),
        ["QueryExecutionException"] = ("org.apache.spark.sql.execution", "Exception"),
        ["StreamingQueryException"] = ("org.apache.spark.sql.streaming", "Exception"),
        ["SqlScriptingException"] = ("org.apache.spark.sql.exceptions", "Exception"),
        ["InvalidPlanInput"] = ("org.apache.spark.sql.connect.common", "RuntimeException"),
        ["InvalidCommandInput"] = ("org.apache.spark.sql.connect.common", "RuntimeException"),
        ["StreamingPythonRunner$StreamingPythonRunnerInitializationException"] = ("org.apache.spark.sql.connect.planner", "Exception"),
    }.ToFrozenDictionary();

    /// <summary>The full class names of an error, most specific first, down to <c>java.lang.Object</c>.</summary>
    public static ImmutableArray<string> Chain(QueryError error) =>
        Chain(error.JavaClass ?? (error.Condition is null ? "SparkException" : ErrorCatalog.Get(error.Condition).JavaClass));

    /// <summary>The full class names of a class known by its simple name; an unknown one counts as a plain exception.</summary>
    public static ImmutableArray<string> Chain(string simpleName)
    {
        var chain = ImmutableArray.CreateBuilder<string>();
        for (var name = s_classes.ContainsKey(simpleName) ? simpleName : "Exception"; name != "Object"; name = s_classes[name].Parent)
        {
            chain.Add(s_classes[name].Package + "." + name);
        }

        chain.Add("java.lang.Object");
        return chain.ToImmutable();
    }

    /// <summary>True if the catalog of classes has the simple name.</summary>
    public static bool IsKnown(string simpleName) => s_classes.ContainsKey(simpleName);
}
