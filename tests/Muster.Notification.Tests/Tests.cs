namespace Muster.Notification.Tests;

/// <summary>What most tests need.</summary>
internal static class Tests
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;
}
