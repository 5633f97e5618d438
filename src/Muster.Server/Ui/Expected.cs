using Microsoft.Extensions.Logging;
using Muster.Core.Configuration;
using Muster.Engine.Configuration.Files;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using Muster.Engine.Syncing;
using Muster.Engine.Workspaces;
using Muster.Server.Access;
using Muster.Server.Runs;
using Muster.Server.Wording;
using Muster.Storage;

namespace Muster.Server.Ui;

/// <summary>Failures whose message was written for people.</summary>
internal static partial class Expected
{
    /// <summary>Whether the message may be shown as it is.</summary>
    public static bool Is(Exception failure) =>
        failure
            is AccessDeniedException
                or ProofNeededException
                or TooMuchException
                or WorkFailedException
                or LeaseTakenException
                or WorkspaceLimitException
                or DirectoryReadException
                or StorageException
                or StoredDataException
                or LeaseLostException
                or CredentialUnreadableException
                or UnknownGroupException
                or ConfigException
                or MomentException
                or SettingException;

    [LoggerMessage(Level = LogLevel.Error, Message = "Reference {Reference}")]
    public static partial void LogUnexpected(ILogger log, string reference, Exception problem);
}
