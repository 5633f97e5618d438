namespace Muster.GraphEmulator.Control;

/// <summary>A control request that cannot be carried out.</summary>
internal sealed class ControlException(int status, string code, string message) : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public static ControlException Invalid(string message) => new(400, "BadRequest", message);
}
