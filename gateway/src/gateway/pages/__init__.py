"""The portal's pages: rendered here, complete without JavaScript, in German and English."""
