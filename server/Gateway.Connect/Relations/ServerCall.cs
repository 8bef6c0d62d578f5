using Gateway.Core.Errors;

namespace Gateway.Connect.Relations;

/// <summary>Makes the origin of columns that a DataFrame method looks up on the server: errors name the method.</summary>
internal static class ServerCall
{
    public static Origin Of(string method) => Origin.Of(new FrameCall(method, ""));
}
