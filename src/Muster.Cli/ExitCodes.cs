namespace Muster.Cli;

/// <summary>What the shell is told. Documented in docs/cli.md; scripts rely on it.</summary>
internal static class ExitCodes
{
    public const int Fine = 0;
    public const int Unexpected = 1;
    public const int DifferencesExist = 2;
    public const int Held = 3;
    public const int PartlyDone = 4;
    public const int Stale = 5;
    public const int NotSignedIn = 6;
    public const int NotFound = 7;
    public const int Locked = 8;
    public const int IncompleteRead = 9;
    public const int WrongUsage = 64;
    public const int Unreachable = 69;
    public const int Interrupted = 130;
}
