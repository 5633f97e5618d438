namespace Muster.Server.SignIn.Passkeys;

/// <summary>What the form of a passkey sends. A field that was not sent comes as null.</summary>
internal sealed class PasskeyInput
{
    /// <summary>The state that came with the question.</summary>
    public string State
    {
        get;
        set => field = value ?? "";
    } = "";

    /// <summary>The answer of the device, JSON.</summary>
    public string Credential
    {
        get;
        set => field = value ?? "";
    } = "";
}
