//! `preau serve`: pages and jobs in one process, until it is told to stop; what is under way is finished first.

use std::{net::SocketAddr, sync::Arc};

use kernel::{Error, Result, context::Services, jobs};
use tokio::{net::TcpListener, task::JoinHandle};
use web::App;

use crate::{config::Config, doors, modules::modules};

pub async fn serve(config: &Config) -> Result<()> {
    let services = config.open().await?;
    jobs::start_schedules(&services).await?;
    let worker = tokio::spawn(jobs::work(services.clone()));
    let doors = doors::open(config, &services).await?;
    let mut beside = queue(config, &services);
    beside.extend(store(config, &services));
    let app = App::new(services, &modules());
    listen(config, app).await?;
    drop(doors);
    for task in beside {
        task.abort();
    }
    worker.abort();
    Ok(())
}

/// Hands over what goes to the outside world, when there is a server that takes it there.
pub fn queue(config: &Config, services: &Arc<Services>) -> Vec<JoinHandle<()>> {
    let Some(smarthost) = config.smarthost.clone() else { return Vec::new() };
    tracing::info!(?smarthost, "mail leaves the deployment");
    vec![tokio::spawn(mail::queue::runner::run(services.clone(), smarthost))]
}

/// Carries changes between the boxes and the server in which their messages lie, when they do not lie here.
pub fn store(config: &Config, services: &Arc<Services>) -> Vec<JoinHandle<()>> {
    let Some(store) = &config.imap_store else { return Vec::new() };
    tracing::info!(?store, "messages lie in another server");
    vec![tokio::spawn(mail::imap_store::run(services.clone()))]
}

/// Answers on the configured address until the process is told to stop.
pub async fn listen(config: &Config, app: App) -> Result<()> {
    let listener = bind(config.listen).await?;
    tracing::info!(address = %config.listen, "ready");
    let pages = app.router().into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, pages).with_graceful_shutdown(told_to_stop()).await.map_err(Error::internal)
}

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|e| Error::Internal(format!("{address}: {e}")))
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
