using System.Globalization;
using Gateway.Core.Errors;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Gateway.Connect.Translation;

/// <summary>Makes the errors of plans that are malformed or not supported.</summary>
public static class InvalidPlan
{
    /// <summary>A one-of without a choice.</summary>
    public static QueryException NotSet(IMessage message, string oneof) =>
        new("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SET", ("fullName", message.Descriptor.FullName + "." + oneof), ("name", oneof));

    /// <summary>A choice of a one-of that this server does not answer.</summary>
    public static QueryException NotSupported(IMessage message, string oneof)
    {
        var choice = message.Descriptor.Oneofs.First(candidate => candidate.Name == oneof);
        return choice.Accessor.GetCaseFieldDescriptor(message) is { } field ? NotSupported(field) : NotSet(message, oneof);
    }

    public static QueryException NotSupported(FieldDescriptor field) =>
        new("CONNECT_INVALID_PLAN.INVALID_ONE_OF_FIELD_NOT_SUPPORTED", ("fullName", field.FullName), ("name", field.Name), ("number", Text(field.FieldNumber)));

    /// <summary>An enumeration value that means nothing here.</summary>
    public static QueryException BadEnum(string fullName, string name, int number) =>
        new("CONNECT_INVALID_PLAN.INVALID_ENUM", ("fullName", fullName), ("name", name), ("number", Text(number)));

    public static QueryException Assertion(string message) => new("CONNECT_INVALID_PLAN.ASSERTION_FAILURE", ("message", message));

    /// <summary>A required message field that is absent.</summary>
    public static T Required<T>(T? value, IMessage owner, string field) where T : class => value ?? throw NotSet(owner, field);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
