namespace Muster.Conformance.Tests.Declaring;

/// <summary>How the emulator's answer stands to Graph's.</summary>
public enum Verdict
{
    /// <summary>As the vendor documents it.</summary>
    Supported,

    /// <summary>Graph's error body, never silence.</summary>
    Error,

    /// <summary>Otherwise than Graph; the case says how.</summary>
    Differs,
}
